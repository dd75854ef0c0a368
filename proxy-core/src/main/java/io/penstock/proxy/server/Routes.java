package io.penstock.proxy.server;

import io.penstock.config.DatabaseConfig;
import io.penstock.config.PenstockConfig;
import io.penstock.config.Reads;
import io.penstock.config.RoutingConfig;
import io.penstock.config.ShardingConfig;
import io.penstock.pool.node.ControlTarget;
import io.penstock.proxy.catalog.CatalogListener;
import io.penstock.proxy.catalog.CatalogLoader;
import io.penstock.proxy.catalog.CatalogTiming;
import io.penstock.proxy.catalog.UniqueOnShards;
import io.penstock.proxy.move.MoveRecord;
import io.penstock.proxy.session.Readers;
import io.penstock.sql.catalog.Catalog;
import io.penstock.sql.route.LearnedWrites;
import io.penstock.sql.route.RoutePlan;
import io.penstock.sql.route.RoutedText;
import io.penstock.sql.scatter.ScatterPlan;
import io.penstock.sql.shard.ShardMap;
import io.penstock.sql.shard.ShardPlan;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
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
  private final ConcurrentHashMap<String, AtomicReference<MapInForce>> maps =
      new ConcurrentHashMap<>();
  private final Nodes nodes;
  private final BiConsumer<String, Boolean> catalogLoaded;

  /** Where keys live now; the version is that of the record of their move. */
  record MapInForce(@Nullable ShardMap map, long version) {
    static final MapInForce NONE = new MapInForce(null, 0);
  }

  /**
   * @param catalogLoaded told of each attempt: the database, and whether it succeeded
   */
  Routes(Nodes nodes, BiConsumer<String, Boolean> catalogLoaded) {
    this.nodes = nodes;
    this.catalogLoaded = catalogLoaded;
  }

  /** Whether what a statement is decides where it goes. */
  static boolean decides(DatabaseConfig database) {
    return database.sharding() != null || routes(database);
  }

  /** Whether any statement of this database may go to another node than the primary. */
  static boolean routes(DatabaseConfig database) {
    RoutingConfig routing = database.routing();
    return database.nodes().size() > 1
        && (routing.reads() != Reads.PRIMARY || !routing.rules().isEmpty());
  }

  /** The plan of a database that routes, or has shards. */
  RoutePlan plan(String name, DatabaseConfig database) {
    return route(name, database).plan;
  }

  private Route route(String name, DatabaseConfig database) {
    Route known = routes.get(name);
    return known == null
        ? routes.computeIfAbsent(name, missing -> new Route(missing, database))
        : known;
  }

  /** Where the map of a database's keys is found from now on. */
  AtomicReference<MapInForce> mapInForce(String name, DatabaseConfig database) {
    var unused = route(name, database);
    return holder(name);
  }

  private AtomicReference<MapInForce> holder(String name) {
    return maps.computeIfAbsent(name, none -> new AtomicReference<>(MapInForce.NONE));
  }

  /**
   * Goes by what is on record of the move of a sharded database's keys; blocks.
   *
   * @return null when they were never moved
   * @throws IllegalStateException if the record cannot be read
   */
  @Nullable MoveRecord followMove(String name, DatabaseConfig database) {
    return route(name, database).move.follow();
  }

  /** The same as last read; null when nothing was, either. */
  @Nullable MoveRecord knownMove(String name) {
    Route known = routes.get(name);
    return known == null ? null : known.move.record();
  }

  /** What the tables of a sharded database have that shards cannot keep. */
  List<UniqueOnShards.Warning> warnings(String name) {
    Route known = routes.get(name);
    return known == null ? List.of() : known.warnings.now();
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
                plan(name, database).giveUp(text.high(), text.low(), text.marks());
              } finally {
                done.run();
              }
            });
  }

  /** Finds out how several shards answer a text, on a virtual thread; {@code done} runs there. */
  static void scatter(RoutePlan under, Readers.Unknown text, Consumer<ScatterPlan> done) {
    ShardPlan plan = Objects.requireNonNull(under.shards(), "a plan of shards");
    var unused =
        Thread.ofVirtual()
            .name("scatter")
            .start(() -> {
              ScatterPlan found =
                  new ScatterPlan.Refused(
                      "it could not be looked at", "Write it with plainer SQL.");
              try {
                found =
                    plan.scatter(text.sql(), text.encoding(), text.standardStrings(), text.marks());
              } catch (RuntimeException | StackOverflowError e) {
                LOG.error("a statement over several shards could not be planned", e);
              } finally {
                done.accept(found);
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

  /** Whether DDL was seen that the plan does not know of yet. */
  boolean isBehind(String name) {
    Route known = routes.get(name);
    return known != null && known.loader.isBehind();
  }

  /** Databases route as the configuration has it now. */
  void reload(PenstockConfig changed) {
    routes.forEach((name, route) -> {
      DatabaseConfig database = changed.database(name);
      if (database == null || !decides(database)) {
        forget(name);
      } else {
        route.configured(database);
      }
    });
  }

  /** Nothing is known of this database any more. */
  void forget(String name) {
    Route gone = routes.remove(name);
    if (gone != null) {
      gone.loader.close();
      gone.move.close();
    }
  }

  @Override
  public void close() {
    routes.keySet().forEach(this::forget);
  }

  private final class Route implements CatalogListener {
    private final String name;
    private final LearnedWrites learned = new LearnedWrites();
    private final CatalogLoader loader;
    private final FollowedMove move;
    private final ShardWarnings warnings;
    private volatile DatabaseConfig config;
    private volatile RoutePlan plan;

    Route(String name, DatabaseConfig config) {
      this.name = name;
      this.config = config;
      this.plan = plan(config, null);
      holder(name).set(new MapInForce(map(config, null), 0));
      this.warnings = new ShardWarnings(name);
      this.move = new FollowedMove(name, () -> control(name), nodes.control(), this::moved);
      this.loader =
          new CatalogLoader(
              name, () -> control(name), nodes.control(), CatalogTiming.DEFAULT, this);
      loader.start();
    }

    /** The catalogs of all shards are alike: that of the first is read. */
    private @Nullable ControlTarget control(String name) {
      ShardingConfig sharding = config.sharding();
      return nodes.primaryControl(
          sharding == null
              ? name
              : PenstockConfig.shardName(name, sharding.shards().getFirst().name()));
    }

    private @Nullable ShardMap map(DatabaseConfig database, @Nullable MoveRecord record) {
      ShardingConfig sharding = database.sharding();
      if (sharding == null || record == null) {
        return sharding == null ? null : ShardMap.of(sharding);
      }
      String obstacle = record.obstacle(sharding);
      if (obstacle != null) {
        LOG.error("database {}: statements with keys are refused: {}", name, obstacle);
        return ShardMap.without(sharding, obstacle);
      }
      if (!record.finished()) {
        ShardMap last = sharding.equals(config.sharding()) ? holder(name).get().map() : null;
        ShardMap next = last == null ? null : last.at(record.keyMove());
        return next == null ? ShardMap.moving(sharding, record.keyMove()) : next;
      }
      if (!sharding.placesAs(record.after())) {
        LOG.warn(
            "database {}: its keys have moved to where penstock.shard_move says; the file has the"
                + " placement before: replace it",
            name);
      }
      return ShardMap.of(sharding, record.after());
    }

    private RoutePlan plan(DatabaseConfig database, @Nullable Catalog catalog) {
      ShardingConfig sharding = database.sharding();
      // What is known of texts depends on tables and types, and outlasts each step of a move.
      return new RoutePlan(
          database.routing(),
          catalog,
          learned,
          sharding == null ? null : new ShardPlan(ShardMap.of(sharding), catalog));
    }

    @Override
    public void loaded(String database, Catalog catalog, long nanos) {
      try {
        if (config.sharding() != null) {
          // Nothing with a key is served before it is known where keys are now.
          move.follow();
        }
      } catch (IllegalStateException e) {
        LOG.warn("database {}: {}", name, e.getMessage());
        catalogLoaded.accept(database, false);
        loader.stale();
        return;
      }
      synchronized (this) {
        plan = plan(config, catalog);
      }
      catalogLoaded.accept(database, true);
      ShardMap map = holder(name).get().map();
      if (map != null) {
        warnings.look(control(name), nodes.control(), map);
      }
    }

    @Override
    public void failed(String database, String problem) {
      catalogLoaded.accept(database, false);
    }

    private synchronized void moved(@Nullable MoveRecord record) {
      long version = record == null ? 0 : record.version();
      holder(name).set(new MapInForce(map(config, record), version));
    }

    synchronized void configured(DatabaseConfig changed) {
      if (!changed.routing().equals(config.routing())
          || !Objects.equals(changed.sharding(), config.sharding())) {
        plan = plan(changed, plan.catalog());
      }
      MoveRecord record = move.record();
      ShardMap map = map(changed, record);
      config = changed;
      holder(name).set(new MapInForce(map, record == null ? 0 : record.version()));
    }
  }
}
