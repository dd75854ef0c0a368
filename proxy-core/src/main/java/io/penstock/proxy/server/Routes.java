package io.penstock.proxy.server;

import io.penstock.config.DatabaseConfig;
import io.penstock.config.PenstockConfig;
import io.penstock.config.Reads;
import io.penstock.config.RoutingConfig;
import io.penstock.proxy.catalog.CatalogListener;
import io.penstock.proxy.catalog.CatalogLoader;
import io.penstock.proxy.catalog.CatalogTiming;
import io.penstock.proxy.session.Readers;
import io.penstock.sql.catalog.Catalog;
import io.penstock.sql.route.LearnedWrites;
import io.penstock.sql.route.RoutePlan;
import io.penstock.sql.route.RoutedText;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the databases of several nodes route their statements: for each its catalog, kept up to date,
 * and the plan that follows from it and from the configuration. Any thread.
 */
final class Routes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Routes.class);

  private final ConcurrentHashMap<String, Route> routes = new ConcurrentHashMap<>();
  private final Nodes nodes;
  private final BiConsumer<String, Boolean> catalogLoaded;

  /**
   * @param catalogLoaded told of each attempt: the database, and whether it succeeded
   */
  Routes(Nodes nodes, BiConsumer<String, Boolean> catalogLoaded) {
    this.nodes = nodes;
    this.catalogLoaded = catalogLoaded;
  }

  /** Whether any statement of this database may go to another node than the primary. */
  static boolean routes(DatabaseConfig database) {
    RoutingConfig routing = database.routing();
    return database.nodes().size() > 1
        && (routing.reads() != Reads.PRIMARY || !routing.rules().isEmpty());
  }

  /** The plan of a database that routes. */
  RoutePlan plan(String name, DatabaseConfig database) {
    Route known = routes.get(name);
    if (known == null) {
      known = routes.computeIfAbsent(name, missing -> new Route(missing, database.routing()));
    }
    return known.plan;
  }

  /** Finds out what a text is, on a virtual thread; {@code done} runs there. */
  void learn(String name, DatabaseConfig database, Readers.Unknown text, Runnable done) {
    var unused =
        Thread.ofVirtual()
            .name("understand")
            .start(() -> {
              try {
                learn(plan(name, database), text);
              } catch (RuntimeException | StackOverflowError e) {
                LOG.error("database {}: a statement could not be looked at", name, e);
              } finally {
                done.run();
              }
            });
  }

  private static void learn(RoutePlan plan, Readers.Unknown text) {
    RoutedText read =
        RoutedText.read(text.sql(), 0, text.sql().length, text.encoding(), text.standardStrings());
    plan.classify(text.high(), text.low(), read, text.marks());
  }

  /** DDL was seen. */
  void stale(String name) {
    Route known = routes.get(name);
    if (known != null) {
      known.loader.stale();
    }
  }

  /** Databases route as the configuration has it now. */
  void reload(PenstockConfig changed) {
    routes.forEach((name, route) -> {
      DatabaseConfig database = changed.database(name);
      if (database == null || !routes(database)) {
        forget(name);
      } else {
        route.configured(database.routing());
      }
    });
  }

  /** Nothing is known of this database any more. */
  void forget(String name) {
    Route gone = routes.remove(name);
    if (gone != null) {
      gone.loader.close();
    }
  }

  @Override
  public void close() {
    routes.keySet().forEach(this::forget);
  }

  private final class Route implements CatalogListener {
    private final LearnedWrites learned = new LearnedWrites();
    private final CatalogLoader loader;
    private RoutingConfig config;
    private volatile RoutePlan plan;

    Route(String name, RoutingConfig config) {
      this.config = config;
      this.plan = new RoutePlan(config, null, learned, null);
      this.loader =
          new CatalogLoader(
              name, () -> nodes.primaryControl(name), nodes.control(), CatalogTiming.DEFAULT, this);
      loader.start();
    }

    @Override
    public void loaded(String database, Catalog catalog, long nanos) {
      renew(config, catalog);
      catalogLoaded.accept(database, true);
    }

    @Override
    public void failed(String database, String problem) {
      catalogLoaded.accept(database, false);
    }

    void configured(RoutingConfig changed) {
      if (!changed.equals(plan.config())) {
        renew(changed, plan.catalog());
      }
    }

    private synchronized void renew(RoutingConfig changed, @Nullable Catalog catalog) {
      config = changed;
      plan = new RoutePlan(changed, catalog, learned, null);
    }
  }
}
