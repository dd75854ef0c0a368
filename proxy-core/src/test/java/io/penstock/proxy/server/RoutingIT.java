package io.penstock.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ConfigLoader;
import io.penstock.embedded.PostgresCluster;
import io.penstock.embedded.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where statements go with a primary and two replicas, and what is seen there. */
@Timeout(180)
class RoutingIT {
  private PostgresCluster cluster;
  private ProxyServer proxy;

  @BeforeEach
  void start() throws Exception {
    cluster =
        PostgresCluster.builder()
            .replicas(2)
            .startupSql("CREATE TABLE t (n int PRIMARY KEY, v int); INSERT INTO t VALUES (0, 0)")
            .start();
  }

  private void route(String routing) throws Exception {
    String nodes = ProxyFixture.nodesOf(cluster);
    proxy =
        ProxyServer.start(
            ConfigLoader.parse(
                """
                listen: {address: 127.0.0.1, port: 0, event-loops: 2}
                authentication: {rules: [{address: 127.0.0.1/32, method: trust}]}
                users: {postgres: {password: unused}}
                pool: {size: 10, max-wait: 20s}
                health: {interval: 200ms, timeout: 1s, dead-after: 2s}
                databases:
                  shop: {dbname: postgres, user: postgres, nodes: [%s], routing: {%s}}
                """
                    .formatted(nodes, routing)));
    cluster.awaitCaughtUp();
    try (Connection connection = connect("")) {
      ProxyFixture.eventually("a replica serves", () -> replicas().contains(portOf(connection)));
    }
  }

  @AfterEach
  void close() {
    proxy.close();
    cluster.close();
  }

  private Connection connect(String more) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/shop?user=postgres&sslmode=disable%s"
            .formatted(proxy.address().getPort(), more));
  }

  private Set<Integer> replicas() {
    return cluster.replicas().stream().map(PostgresServer::port).collect(Collectors.toSet());
  }

  /** The server that serves a plain read. */
  private static int portOf(Connection connection) {
    return port(connection, "SELECT current_setting('port')::int");
  }

  private static int port(Connection connection, String sql) {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "&preferQueryMode=simple", "&prepareThreshold=1"})
  void readsGoToReplicasAndTheRestToThePrimary(String mode) throws Exception {
    route("reads: prefer-replica, consistency: eventual");
    try (Connection connection = connect(mode)) {
      Set<Integer> seen = new TreeSet<>();
      for (int i = 0; i < 60; i++) {
        seen.add(portOf(connection));
      }
      assertThat(seen).isEqualTo(new TreeSet<>(replicas()));
      int primary = cluster.primary().port();
      String port = "SELECT current_setting('port')::int, %s";
      assertThat(port(connection, port.formatted("txid_current()"))).isEqualTo(primary);
      assertThat(
              port(
                  connection,
                  "WITH w AS (UPDATE t SET v = v + 1 RETURNING v) "
                      + port.formatted("(SELECT max(v) FROM w)")))
          .isEqualTo(primary);
      assertThat(port(connection, "/* penstock: primary */ " + port.formatted("1")))
          .isEqualTo(primary);
      assertThat(port(connection, port.formatted("'/* penstock: primary */'"))).isIn(replicas());
      connection.setAutoCommit(false);
      assertThat(portOf(connection)).isEqualTo(primary);
      connection.commit();
      connection.setReadOnly(true);
      assertThat(portOf(connection)).isIn(replicas());
      connection.commit();
      connection.setAutoCommit(true);
      assertThat(portOf(connection)).isIn(replicas());
    }
  }

  @Test
  void aSessionSeesWhatItWroteWhileReplicasAreBehindAndOthersNeedNot() throws Exception {
    route("reads: prefer-replica, consistency: session, wait-for-replica: 20ms");
    Random random = new Random(7);
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> holding =
          executor.submit(() -> {
            while (!over.get()) {
              for (PostgresServer replica : cluster.replicas()) {
                replica.holdBackReplay();
                TimeUnit.MILLISECONDS.sleep(random.nextInt(150));
                replica.continueReplay();
              }
            }
            return null;
          });
      List<Future<Integer>> stale = new ArrayList<>();
      for (int client = 1; client <= 8; client++) {
        int row = client;
        stale.add(executor.submit(() -> staleReads(row, 150)));
      }
      int sum = 0;
      for (Future<Integer> each : stale) {
        sum += each.get(120, TimeUnit.SECONDS);
      }
      over.set(true);
      holding.get(10, TimeUnit.SECONDS);
      assertThat(sum).isZero();
    }
  }

  private int staleReads(int row, int times) throws SQLException {
    int stale = 0;
    try (Connection connection = connect("");
        PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, 0)");
        PreparedStatement write = connection.prepareStatement("UPDATE t SET v = ? WHERE n = ?");
        PreparedStatement read = connection.prepareStatement("SELECT v FROM t WHERE n = ?")) {
      insert.setInt(1, row);
      insert.execute();
      for (int i = 1; i <= times; i++) {
        write.setInt(1, i);
        write.setInt(2, row);
        write.execute();
        read.setInt(1, row);
        try (ResultSet found = read.executeQuery()) {
          stale += found.next() && found.getInt(1) == i ? 0 : 1;
        }
      }
    }
    return stale;
  }

  @Test
  void eventualReadsDoMissWhatWasJustWritten() throws Exception {
    route("reads: prefer-replica, consistency: eventual");
    for (PostgresServer replica : cluster.replicas()) {
      replica.holdBackReplay();
    }
    assertThat(staleReads(1, 5)).isPositive();
    for (PostgresServer replica : cluster.replicas()) {
      replica.continueReplay();
    }
  }

  @Test
  void aReplicaThatIsKilledUnderLoadCostsNoClientAnError() throws Exception {
    route("reads: prefer-replica, consistency: eventual");
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> clients = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        clients.add(
            executor.submit(() -> {
              int reads = 0;
              try (Connection connection = connect("");
                  PreparedStatement read =
                      connection.prepareStatement("SELECT v FROM t WHERE n = 0")) {
                while (!over.get()) {
                  read.executeQuery().close();
                  reads++;
                }
              }
              return reads;
            }));
      }
      TimeUnit.MILLISECONDS.sleep(500);
      PostgresServer killed = cluster.replicas().get(0);
      killed.kill();
      TimeUnit.MILLISECONDS.sleep(1500);
      killed.start();
      TimeUnit.MILLISECONDS.sleep(500);
      over.set(true);
      for (Future<Integer> client : clients) {
        assertThat(Objects.requireNonNull(client.get(20, TimeUnit.SECONDS))).isPositive();
      }
    }
  }
}
