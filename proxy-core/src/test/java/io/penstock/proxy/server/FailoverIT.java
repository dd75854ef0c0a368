package io.penstock.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.config.ConfigLoader;
import io.penstock.embedded.PostgresCluster;
import io.penstock.embedded.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database of two nodes whose roles the proxy finds out by itself. */
class FailoverIT {
  private PostgresCluster cluster;
  private ProxyServer proxy;

  @BeforeEach
  void start() throws Exception {
    cluster = PostgresCluster.builder().replicas(1).startupSql("CREATE TABLE t (n int)").start();
    proxy = startProxy(cluster.servers());
  }

  @AfterEach
  void close() {
    proxy.close();
    cluster.close();
  }

  private static ProxyServer startProxy(List<PostgresServer> nodes) throws InterruptedException {
    List<String> lines = new ArrayList<>();
    for (PostgresServer node : nodes) {
      lines.add("{name: %s, host: %s, port: %d}".formatted(node.name(), node.host(), node.port()));
    }
    return ProxyServer.start(
        ConfigLoader.parse(
            """
            listen: {address: 127.0.0.1, port: 0}
            authentication: {rules: [{address: 127.0.0.1/32, method: trust}]}
            users: {postgres: {password: unused}}
            pool: {size: 2, max-wait: 20s}
            databases: {shop: {dbname: postgres, user: postgres, nodes: [%s]}}
            """
                .formatted(String.join(", ", lines))));
  }

  private static Connection connect(ProxyServer to) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/shop?user=postgres&sslmode=disable"
            .formatted(to.address().getPort()));
  }

  private static void write(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO t VALUES (1)");
    }
  }

  private static void writeAnew(ProxyServer to) throws SQLException {
    try (Connection connection = connect(to)) {
      write(connection);
    }
  }

  private static boolean writes(ProxyServer to) {
    try {
      writeAnew(to);
      return true;
    } catch (SQLException notYet) {
      return false;
    }
  }

  @Test
  void writesReachThePrimaryWhicheverOrderTheNodesAreListedIn() throws Exception {
    writeAnew(proxy);
    List<PostgresServer> reversed = new ArrayList<>(cluster.servers());
    Collections.reverse(reversed);
    try (ProxyServer other = startProxy(reversed)) {
      ProxyFixture.eventually("the primary is known", () -> writes(other));
      writeAnew(other);
    }
    assertThat(Integer.parseInt(String.valueOf(cluster.primary().text("SELECT count(*) FROM t"))))
        .isGreaterThanOrEqualTo(3);
  }

  @Test
  void afterARestartOfThePrimaryStatementsRunWithinTwoSecondsOfItsReturn() throws Exception {
    ProxyFixture.eventually("the primary is known", () -> writes(proxy));
    cluster.primary().kill();
    CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> writes(proxy));
    // Long enough for the back-off alone to put the next attempt off for seconds.
    assertThatThrownBy(() -> waiting.get(7, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
    cluster.primary().start();
    assertThat(waiting.get(2, TimeUnit.SECONDS)).isTrue();
    writeAnew(proxy);
  }

  @Test
  void afterAPromotionNewStatementsGoToTheNewPrimaryAndWhoWaitsIsServed() throws Exception {
    ProxyFixture.eventually("the primary is known", () -> writes(proxy));
    PostgresServer old = cluster.primary();
    PostgresServer replica = cluster.replicas().get(0);
    try (Connection inTransaction = connect(proxy);
        Connection idle = connect(proxy)) {
      inTransaction.setAutoCommit(false);
      write(inTransaction);
      cluster.awaitCaughtUp();
      old.kill();
      assertThatThrownBy(() -> write(inTransaction)).isInstanceOf(SQLException.class);
      CompletableFuture<Boolean> waiting =
          CompletableFuture.supplyAsync(() -> {
            try {
              write(idle);
              return true;
            } catch (SQLException e) {
              throw new IllegalStateException(e);
            }
          });
      cluster.promote(replica);
      assertThat(waiting.get(10, TimeUnit.SECONDS)).isTrue();
      ProxyFixture.eventually("new sessions write", () -> writes(proxy));
      assertThat(replica.text("SELECT pg_is_in_recovery()")).isEqualTo("f");
      assertThat(Integer.parseInt(String.valueOf(replica.text("SELECT count(*) FROM t"))))
          .isGreaterThanOrEqualTo(2);
    }
  }
}
