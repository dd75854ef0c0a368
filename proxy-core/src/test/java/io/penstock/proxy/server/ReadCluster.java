package io.penstock.proxy.server;

import io.penstock.config.ConfigLoader;
import io.penstock.embedded.PostgresCluster;
import io.penstock.embedded.PostgresServer;
import io.penstock.pool.WirePool;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A primary with replicas, and a proxy that sends reads to those. */
final class ReadCluster implements AutoCloseable {
  private final PostgresCluster cluster;
  private final ProxyServer proxy;

  private ReadCluster(PostgresCluster cluster, ProxyServer proxy) {
    this.cluster = cluster;
    this.proxy = proxy;
  }

  /** Two replicas. */
  static ReadCluster start(String routing) throws Exception {
    return start(2, routing);
  }

  /**
   * Starts all; replicas serve when this returns.
   *
   * @param routing what stands in the file's routing block
   */
  static ReadCluster start(int replicas, String routing) throws Exception {
    PostgresCluster cluster =
        PostgresCluster.builder()
            .replicas(replicas)
            .startupSql(
                "CREATE TABLE t (n int PRIMARY KEY, v int);"
                    + " INSERT INTO t SELECT n, 7 * n FROM generate_series(0, 99) AS n;"
                    + " CREATE TABLE w (n int)")
            .start();
    cluster.awaitCaughtUp();
    for (PostgresServer server : cluster.servers()) {
      // Or a replica that was killed might begin with a moment at which the tables were not there.
      server.execute("CHECKPOINT");
    }
    ReadCluster started = new ReadCluster(cluster, startProxy(cluster, routing));
    ProxyFixture.eventually(
        "the replicas take reads",
        () -> cluster.replicas().stream().allMatch(replica -> started.is(replica, "state", "up")));
    ProxyFixture.eventually(
        "a replica serves",
        () -> {
          started.flushLog();
          return started.servedBy() != cluster.primary().port();
        });
    return started;
  }

  /** A commit takes everything to the replicas that was written to the log before. */
  private void flushLog() {
    try {
      cluster.primary().execute("INSERT INTO w VALUES (0)");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ProxyServer startProxy(PostgresCluster cluster, String routing)
      throws InterruptedException {
    String nodes = ProxyFixture.nodesOf(cluster);
    return ProxyServer.start(
        ConfigLoader.parse(
            """
            listen: {address: 127.0.0.1, port: 0, event-loops: 2}
            admin: {users: [admin]}
            authentication: {rules: [{address: 127.0.0.1/32, method: trust}]}
            users: {postgres: {password: unused}, admin: {password: unused}}
            pool: {size: 10, max-wait: 20s}
            health:
              interval: 200ms
              timeout: 500ms
              dead-after: 1500ms
              slow-start: 1s
              breaker: {failures: 3, open-for: 500ms}
            databases:
              shop: {dbname: postgres, user: postgres, nodes: [%s], routing: {%s}}
            """
                .formatted(nodes, routing)));
  }

  PostgresCluster cluster() {
    return cluster;
  }

  int port() {
    return proxy.address().getPort();
  }

  /** Where clients connect to; more properties may be appended. */
  String url() {
    return "jdbc:postgresql://127.0.0.1:%d/shop?user=postgres&sslmode=disable&ApplicationName=load"
        .formatted(port());
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(url());
  }

  ScriptedClient client(String... settings) {
    return ScriptedClient.connect(port(), "postgres", "shop", settings);
  }

  /** The port of the server that serves a read. */
  int servedBy() {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT current_setting('port')::int")) {
      row.next();
      return row.getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether a column of SHOW REPLICAS says this of the server. */
  boolean is(PostgresServer server, String column, String value) {
    return value.equals(row(server).get(column));
  }

  Map<String, @Nullable String> row(PostgresServer server) {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/penstock?user=admin&sslmode=disable"
                    .formatted(port()));
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SHOW REPLICAS")) {
      ResultSetMetaData columns = rows.getMetaData();
      while (rows.next()) {
        if (server.name().equals(rows.getString("node"))) {
          Map<String, @Nullable String> row = new LinkedHashMap<>();
          for (int i = 1; i <= columns.getColumnCount(); i++) {
            row.put(columns.getColumnName(i), rows.getString(i));
          }
          return row;
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    throw new AssertionError("no such node: " + server.name());
  }

  /** Backends of a server that are leased now. */
  int active(PostgresServer server) {
    int active = 0;
    for (WirePool pool : proxy.pools().all()) {
      active += pool.key().node().equals(server.name()) ? pool.counts().active() : 0;
    }
    return active;
  }

  /** The server processes of the clients of a server, without those of control connections. */
  static List<Long> processes(PostgresServer server) throws SQLException {
    List<Long> found = new ArrayList<>();
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'"
                    + " AND pid <> pg_backend_pid() AND application_name IN ('load', '')")) {
      while (rows.next()) {
        found.add(rows.getLong(1));
      }
    }
    return found;
  }

  /** Ends a server at once, as {@code pg_ctl stop -m immediate} does. */
  static void stopAtOnce(PostgresServer server) throws IOException, InterruptedException {
    String file = Files.readString(server.dataDirectory().resolve("postmaster.pid"));
    Process signal =
        new ProcessBuilder(
                "/bin/sh",
                "-c",
                "kill -QUIT " + Long.parseLong(file.lines().findFirst().orElseThrow().strip()))
            .start();
    signal.waitFor();
    ProxyFixture.eventually("it has ended", () -> !server.isRunning());
  }

  /** Everything is given back: to be called when the clients are gone. */
  void verifyNothingLeft() {
    ProxyFixture.eventually("every session ended", () -> proxy.sessions().count() == 0);
    ProxyFixture.eventually(
        "every backend released, and nobody waits: " + proxy.pools().all(),
        () ->
            proxy.pools().all().stream()
                .allMatch(pool -> pool.counts().active() == 0 && pool.counts().waiting() == 0));
    ProxyFixture.eventually("the pools' books are right", this::verified);
  }

  private boolean verified() {
    try {
      proxy.pools().verify();
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  /** Whether the server is chosen for reads, as the metrics tell. */
  boolean takesReads(PostgresServer server) {
    return metric("penstock_node_takes_reads{database=\"shop\",node=\"" + server.name() + "\"}")
        == 1;
  }

  /** How many leases went this way, for one reason or, where none is given, for any. */
  double routed(String route, String reason) {
    return sum(line ->
        line.startsWith("penstock_routed_total{database=\"shop\"")
            && line.contains("route=\"" + route + "\"")
            && line.contains("reason=\"" + reason));
  }

  private double metric(String series) {
    return sum(line -> line.startsWith(series + " "));
  }

  private double sum(Predicate<String> series) {
    return proxy
        .meters()
        .scrape()
        .lines()
        .map(line -> line.replace(",}", "}"))
        .filter(series)
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Override
  public void close() {
    proxy.close();
    cluster.close();
  }
}
