package io.penstock.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three replicas, and clients of whose statements every tenth writes. */
@Timeout(60)
class ReadShareIT {
  private static final int CLIENTS = 4;
  private static final int STATEMENTS = 500;
  private static final int WRITES = CLIENTS * STATEMENTS / 10;

  @Test
  void thePrimaryServesTheWritesAndTheReplicasAllElse() throws Exception {
    String routing = "reads: prefer-replica, consistency: session, wait-for-replica: 20s";
    try (ReadCluster nodes = ReadCluster.start(3, routing)) {
      double writesBefore = nodes.routed("primary", "writes");
      double primaryBefore = nodes.routed("primary", "");
      double replicasBefore = nodes.routed("replica", "");
      try (ExecutorService clients = Executors.newCachedThreadPool()) {
        List<Future<Void>> running = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
          int row = client;
          running.add(clients.submit(() -> readAndWrite(nodes, row)));
        }
        for (Future<Void> each : running) {
          each.get();
        }
      }
      double primary = nodes.routed("primary", "") - primaryBefore;
      double replicas = nodes.routed("replica", "") - replicasBefore;
      // A write that comes while its session still holds a backend there is no lease of its own.
      assertThat(nodes.routed("primary", "writes") - writesBefore)
          .isBetween(WRITES * 0.95, (double) WRITES);
      assertThat(primary).isLessThanOrEqualTo(WRITES + CLIENTS);
      assertThat(replicas).isGreaterThanOrEqualTo(CLIENTS * STATEMENTS - WRITES);
      nodes.verifyNothingLeft();
    }
  }

  private static Void readAndWrite(ReadCluster nodes, int row) throws SQLException {
    try (Connection connection = nodes.connect();
        PreparedStatement read = connection.prepareStatement("SELECT v FROM t WHERE n = ?");
        PreparedStatement write = connection.prepareStatement("UPDATE t SET v = ? WHERE n = ?")) {
      int expected = 7 * row;
      for (int statement = 0; statement < STATEMENTS; statement++) {
        if (statement % 10 == 9) {
          expected++;
          write.setInt(1, expected);
          write.setInt(2, row);
          assertThat(write.executeUpdate()).isEqualTo(1);
        } else {
          read.setInt(1, row);
          try (ResultSet rows = read.executeQuery()) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(expected);
          }
        }
      }
    }
    return null;
  }
}
