package io.penstock.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.config.ConfigLoader;
import io.penstock.embedded.PostgresCluster;
import io.penstock.embedded.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the operator sees of nodes, and what the proxy makes of a second primary. */
@Timeout(120)
class NodesIT {
  private PostgresCluster cluster;
  private ProxyServer proxy;

  @BeforeEach
  void start() throws Exception {
    cluster = PostgresCluster.builder().replicas(1).startupSql("CREATE TABLE t (n int)").start();
    String nodes =
        cluster.servers().stream()
            .map(node ->
                "{name: %s, host: %s, port: %d, zone: z-%s}"
                    .formatted(node.name(), node.host(), node.port(), node.name()))
            .collect(Collectors.joining(", "));
    proxy =
        ProxyServer.start(
            ConfigLoader.parse(
                """
                listen: {address: 127.0.0.1, port: 0}
                admin: {users: [admin]}
                authentication: {rules: [{address: 127.0.0.1/32, method: trust}]}
                users: {postgres: {password: unused}, admin: {password: unused}}
                pool: {size: 5, max-wait: 20s}
                health: {interval: 100ms, timeout: 1s, dead-after: 2s}
                databases:
                  shop: {dbname: postgres, user: postgres, nodes: [%s]}
                """
                    .formatted(nodes)));
    ProxyFixture.eventually("both nodes answer", () -> both("up"));
  }

  @AfterEach
  void close() {
    proxy.close();
    cluster.close();
  }

  private Connection connect(String database, String user) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/%s?user=%s&sslmode=disable"
            .formatted(proxy.address().getPort(), database, user));
  }

  private void console(String command) throws SQLException {
    try (Connection connection = connect("penstock", "admin");
        Statement statement = connection.createStatement()) {
      statement.execute(command);
    }
  }

  /** SHOW REPLICAS, by the name of the node. */
  private Map<String, Map<String, @Nullable String>> replicas() {
    Map<String, Map<String, @Nullable String>> all = new LinkedHashMap<>();
    try (Connection connection = connect("penstock", "admin");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SHOW REPLICAS")) {
      ResultSetMetaData columns = rows.getMetaData();
      while (rows.next()) {
        Map<String, @Nullable String> row = new LinkedHashMap<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
          row.put(columns.getColumnName(i), rows.getString(i));
        }
        all.put(rows.getString("node"), row);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return all;
  }

  private Map<String, @Nullable String> row(PostgresServer server) {
    return Objects.requireNonNull(replicas().get(server.name()));
  }

  private boolean is(PostgresServer server, String column, String value) {
    return value.equals(row(server).get(column));
  }

  private boolean both(String state) {
    return replicas().values().stream().allMatch(row -> state.equals(row.get("state")));
  }

  private void write(int number) throws SQLException {
    try (Connection connection = connect("shop", "postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO t VALUES (" + number + ")");
    }
  }

  private static int count(PostgresServer server) throws SQLException {
    return Integer.parseInt(Objects.requireNonNull(server.text("SELECT count(*) FROM t")));
  }

  private double metric(String series) {
    return proxy
        .meters()
        .scrape()
        .lines()
        .map(line -> line.replace(",}", "}"))
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .sum();
  }

  @Test
  void replicasAreShownAsTheyAreAndCanBeBannedForATime() throws Exception {
    PostgresServer primary = cluster.primary();
    PostgresServer replica = cluster.replicas().get(0);
    assertThat(row(primary))
        .containsEntry("database", "shop")
        .containsEntry("port", String.valueOf(primary.port()))
        .containsEntry("role", "primary")
        .containsEntry("breaker", "closed")
        .containsEntry("timeline", "1")
        .containsEntry("zone", "z-" + primary.name());
    cluster.awaitCaughtUp();
    ProxyFixture.eventually("all is replayed", () -> is(replica, "lag_bytes", "0"));
    assertThat(row(replica))
        .containsEntry("role", "replica")
        .containsEntry("receiver", "streaming")
        .containsEntry("lag_ms", "0")
        .containsEntry("banned_until", null);
    assertThat(row(replica).get("lsn")).matches("[0-9A-F]+/[0-9A-F]+");
    String labels = "{database=\"shop\",node=\"" + replica.name() + "\"";
    assertThat(metric("penstock_node_takes_reads" + labels + "}")).isEqualTo(1);
    assertThat(metric("penstock_node_role" + labels + ",role=\"replica\"}")).isEqualTo(1);

    console("BAN " + replica.name() + " FOR 1h BECAUSE 'its disk is slow'");
    assertThat(row(replica))
        .containsEntry("state", "banned")
        .containsEntry("reason", "its disk is slow");
    assertThat(row(replica).get("banned_until")).endsWith(" UTC");
    assertThat(metric("penstock_node_takes_reads" + labels + "}")).isZero();
    assertThat(metric("penstock_node_banned" + labels + "}")).isEqualTo(1);

    console("UNBAN " + replica.name());
    assertThat(row(replica)).containsEntry("state", "up").containsEntry("reason", null);
    console("BAN " + replica.name() + " IN shop FOR 300ms");
    assertThat(row(replica)).containsEntry("state", "banned");
    ProxyFixture.eventually("the ban is over", () -> is(replica, "state", "up"));
    assertThatThrownBy(() -> console("BAN nobody")).hasMessageContaining("no such node");
  }

  @Test
  void anOldPrimaryThatReturnsIsFencedAndGetsNoWrite() throws Exception {
    PostgresServer old = cluster.primary();
    PostgresServer next = cluster.replicas().get(0);
    write(1);
    cluster.awaitCaughtUp();
    old.kill();
    cluster.promote(next);
    write(2);
    old.start();
    ProxyFixture.eventually("the old one is seen", () -> is(old, "state", "fenced"));
    assertThat(row(old))
        .containsEntry("reason", "node " + next.name() + " takes writes now")
        .containsEntry("timeline", "1");
    for (int i = 3; i <= 30; i++) {
      write(i);
    }
    assertThat(count(old)).isEqualTo(1);
    assertThat(count(next)).isEqualTo(30);
    assertThat(metric("penstock_primary_epoch{database=\"shop\"}")).isEqualTo(2);
  }

  @Test
  void aPrimaryThatHangsLosesItsSessionsAndItsWritesWhenAnotherIsPromoted() throws Exception {
    PostgresServer old = cluster.primary();
    PostgresServer next = cluster.replicas().get(0);
    try (Connection inTransaction = connect("shop", "postgres")) {
      inTransaction.setAutoCommit(false);
      Statement statement = inTransaction.createStatement();
      statement.execute("INSERT INTO t VALUES (1)");
      old.pause();
      CompletableFuture<Boolean> commit =
          CompletableFuture.supplyAsync(() -> {
            try {
              inTransaction.commit();
              return true;
            } catch (SQLException e) {
              throw new IllegalStateException(e);
            }
          });
      CompletableFuture<Void> waits =
          CompletableFuture.runAsync(() -> {
            try {
              write(2);
            } catch (SQLException e) {
              throw new IllegalStateException(e);
            }
          });
      ProxyFixture.eventually("it is down", () -> is(old, "state", "down"));
      assertThat(commit).isNotDone();
      cluster.promote(next);
      assertThatThrownBy(() -> commit.get(5, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class);
      // Whoever had a statement on the hung node gets an error; whoever waits for one is served.
      var unused = waits.handle((done, failure) -> done).get(5, TimeUnit.SECONDS);
      ProxyFixture.eventually("writes go on", this::writes);
      old.resume();
      ProxyFixture.eventually("the old one is seen", () -> is(old, "state", "fenced"));
      int written = count(next);
      for (int i = 0; i < 10; i++) {
        write(i);
      }
      assertThat(count(next)).isEqualTo(written + 10);
    }
  }

  private boolean writes() {
    try {
      write(0);
      return true;
    } catch (SQLException notYet) {
      return false;
    }
  }
}
