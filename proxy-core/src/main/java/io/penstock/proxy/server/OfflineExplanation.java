package io.penstock.proxy.server;

import io.penstock.config.DatabaseConfig;
import io.penstock.config.PenstockConfig;
import io.penstock.pool.connect.Endpoint;
import io.penstock.proxy.session.Explanation;
import io.penstock.proxy.session.Readers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where a statement would go, found without a proxy that runs.
 *
 * @param problem what could not be asked, and what that means for the items; null when all was
 */
public record OfflineExplanation(List<Explanation.Item> items, @Nullable String problem) {
  /** How often it is looked whether the nodes have answered. */
  private static final long LOOK_MILLIS = 20;

  private static final String NOBODY = "postgres";

  /** Nobody has to be told of nodes. */
  private static final Nodes.Surroundings ALONE =
      new Nodes.Surroundings() {
        @Override
        public void reachable(Endpoint endpoint) {}

        @Override
        public void fence(String database, String node) {}

        @Override
        public void lost(String name, String node) {}

        @Override
        public void watched(String database, String node) {}
      };

  public OfflineExplanation {
    items = List.copyOf(items);
  }

  /**
   * Asks the nodes of a database, and explains; blocks.
   *
   * @param patience how long the nodes may take to answer, and their catalog to be loaded
   * @throws IllegalStateException when certificates of the configuration cannot be used
   */
  public static OfflineExplanation of(
      PenstockConfig config, String name, String sql, Duration patience)
      throws InterruptedException {
    DatabaseConfig database = Objects.requireNonNull(config.database(name), name);
    String user = database.user() == null ? NOBODY : database.user();
    Explanation.Question question =
        Explanation.Question.ofNewSession(sql.getBytes(StandardCharsets.UTF_8), user);
    if (!Routes.routes(database)) {
      return new OfflineExplanation(Explanation.of(null, question).items(), null);
    }
    CountDownLatch loaded = new CountDownLatch(1);
    try (Nodes nodes = new Nodes(config, 1, ALONE);
        Routes routes =
            new Routes(
                nodes,
                (which, succeeded) -> {
                  if (succeeded && which.equals(name)) {
                    loaded.countDown();
                  }
                })) {
      TargetReaders readers =
          new TargetReaders(
              name,
              database,
              nodes,
              routes,
              node -> {
                throw new IllegalStateException("nothing is sent to " + node.name());
              });
      String problem = await(nodes, name, database, readers, loaded, patience);
      List<Explanation.Item> items = new ArrayList<>(Explanation.of(readers, question).items());
      for (Readers.Candidate node : readers.candidates()) {
        if (node.problem() != null) {
          items.add(new Explanation.Item("problem of " + node.name(), node.problem()));
        }
      }
      return new OfflineExplanation(items, problem);
    }
  }

  /** What is missing in the end; null for nothing. */
  private static @Nullable String await(
      Nodes nodes,
      String name,
      DatabaseConfig database,
      Readers readers,
      CountDownLatch loaded,
      Duration patience)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (silent(readers)) {
      if (loaded.await(LOOK_MILLIS, TimeUnit.MILLISECONDS) || System.nanoTime() - deadline > 0) {
        break;
      }
    }
    if (nodes.primary(name, database) == null) {
      return "no node was found to take writes (%s): decided without the catalog"
          .formatted(nodes.problem(name, database));
    }
    var loading = readers.plan();
    if (loading.catalog() == null
        && !loaded.await(Math.max(deadline - System.nanoTime(), 0), TimeUnit.NANOSECONDS)) {
      return "the catalog could not be loaded in %d s: decided without it"
          .formatted(patience.toSeconds());
    }
    return null;
  }

  /** Whether a node has neither answered nor failed to. */
  private static boolean silent(Readers readers) {
    return readers.candidates().stream().anyMatch(node -> node.state().equals("unknown"));
  }
}
