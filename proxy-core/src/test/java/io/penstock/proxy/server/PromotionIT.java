package io.penstock.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.embedded.PostgresCluster;
import io.penstock.embedded.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The primary dies while clients read and write, and a replica is promoted. */
@Timeout(120)
class PromotionIT {
  private static final int WRITERS = 4;

  private final Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
  private ReadCluster nodes;
  private volatile boolean over;

  @BeforeEach
  void start() throws Exception {
    nodes = ReadCluster.start("reads: prefer-replica");
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  @Test
  void writesResumeAndNoneThatWasAcknowledgedIsLostAndReadsNeverStop() throws Exception {
    PostgresCluster cluster = nodes.cluster();
    PostgresServer old = cluster.primary();
    PostgresServer next = cluster.replicas().get(0);
    // Or a commit could be acknowledged that no other server has.
    old.execute("ALTER SYSTEM SET synchronous_standby_names = '2 (*)'", "SELECT pg_reload_conf()");
    ProxyFixture.eventually("both replicas are synchronous", () -> synchronous(old) == 2);
    ReadLoad load = ReadLoad.start(nodes.url(), 40);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        load) {
      try {
        for (int writer = 1; writer <= WRITERS; writer++) {
          int first = writer * 10_000_000;
          executor.submit(() -> write(first));
        }
        awaitWrites(20);
        old.kill();
        load.awaitReads(20);
        cluster.promote(next);
        long promoted = System.nanoTime();
        awaitWrites(1);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - promoted);
        assertThat(millis).isLessThan(3000);
        awaitWrites(20);
        load.awaitReads(20);

        // Nobody confirms its commits, so it could not acknowledge a write; nor may it get one.
        old.start();
        ProxyFixture.eventually("it is fenced", () -> nodes.is(old, "state", "fenced"));
        awaitWrites(50);
        load.awaitReads(20);
        assertThat(
                old.text("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'load'"))
            .isEqualTo("0");
      } finally {
        over = true;
      }
    }
    assertThat(load.errors()).isEmpty();
    assertThat(rows(next)).containsAll(acknowledged);
    assertThat(acknowledged).hasSizeGreaterThan(90);
    nodes.verifyNothingLeft();
  }

  private static int synchronous(PostgresServer server) {
    try {
      String count =
          server.text("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'");
      return Integer.parseInt(Objects.requireNonNull(count));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Inserts one number after the other; what has failed may or may not be there. */
  private void write(int first) {
    int number = first;
    while (!over) {
      try (Connection connection = nodes.connect();
          Statement statement = connection.createStatement()) {
        while (!over) {
          number++;
          statement.execute("INSERT INTO w VALUES (" + number + ")");
          acknowledged.add(number);
        }
      } catch (SQLException lost) {
        // Its connection was lost with the primary: as any program would, it connects again.
      }
    }
  }

  private void awaitWrites(int more) {
    int wanted = acknowledged.size() + more;
    ProxyFixture.eventually(more + " writes", () -> acknowledged.size() >= wanted);
  }

  private static Set<Integer> rows(PostgresServer server) throws SQLException {
    Set<Integer> found = new HashSet<>();
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT n FROM w")) {
      while (rows.next()) {
        found.add(rows.getInt(1));
      }
    }
    return found;
  }
}
