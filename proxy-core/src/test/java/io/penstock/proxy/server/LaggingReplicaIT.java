package io.penstock.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.embedded.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Replicas that replay nothing, while 40 clients read. */
@Timeout(60)
class LaggingReplicaIT {
  private static final long MAX_LAG_MILLIS = 1000;

  @Test
  void aReplicaThatStopsReplayingLeavesAndReturnsAndNobodyElseDoes() throws Exception {
    try (ReadCluster nodes =
        ReadCluster.start("reads: prefer-replica, consistency: eventual, max-lag: 1s")) {
      PostgresServer late = nodes.cluster().replicas().get(0);
      PostgresServer other = nodes.cluster().replicas().get(1);
      ReadLoad load = ReadLoad.start(nodes.url(), 40);
      try (load) {
        // Nothing is written: that nothing new is replayed is no lag.
        late.holdBackReplay();
        long began = System.nanoTime();
        ProxyFixture.eventually("some time has passed", () -> millisSince(began) > 2500);
        assertThat(nodes.takesReads(late)).isTrue();
        assertThat(nodes.takesReads(other)).isTrue();

        write(nodes);
        long written = System.nanoTime();
        ProxyFixture.eventually("it takes no reads", () -> !nodes.takesReads(late));
        assertThat(millisSince(written)).isLessThan(MAX_LAG_MILLIS + 2000);
        load.awaitReads(20);
        ProxyFixture.eventually("its last read is over", () -> nodes.active(late) == 0);
        assertThat(nodes.takesReads(other)).isTrue();

        late.continueReplay();
        ProxyFixture.eventually("it takes reads again", () -> nodes.takesReads(late));
        ProxyFixture.eventually("it serves", () -> nodes.active(late) > 0);
      }
      assertThat(load.errors()).isEmpty();
      nodes.verifyNothingLeft();
    }
  }

  private static long millisSince(long began) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
  }

  private static void write(ReadCluster nodes) throws SQLException {
    try (Connection connection = nodes.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO w VALUES (1)");
    }
  }
}
