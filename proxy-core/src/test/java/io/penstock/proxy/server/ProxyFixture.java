package io.penstock.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.penstock.config.ConfigLoader;
import io.penstock.embedded.PostgresCluster;
import io.penstock.embedded.PostgresServer;
import io.penstock.pool.PoolCounts;
import io.penstock.pool.WirePool;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** A proxy in front of a database of its own on the server that all tests share. */
public final class ProxyFixture implements AutoCloseable {
  /** The superuser, whom the shared server lets in without a password. */
  public static final String USER = "postgres";

  private static final PostgresServer SERVER = PostgresServer.shared();

  private final LoggedErrors errors = LoggedErrors.collect();
  private final String database;
  private final ProxyServer proxy;
  private final Connection observer;

  private ProxyFixture(String database, String yaml) throws SQLException {
    this.database = database;
    this.observer = SERVER.connect(database);
    try {
      proxy = ProxyServer.start(ConfigLoader.parse(yaml));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Starts a proxy.
   *
   * @param pool what stands in the file's pool block, as in {@code size: 1, max-wait: 1s}
   * @param more further blocks of the file, each a line of YAML
   */
  public static ProxyFixture start(String pool, String... more) throws SQLException {
    String database = SERVER.createDatabase("proxied");
    return new ProxyFixture(
        database,
        """
        listen: {port: 0, event-loops: 2}
        authentication: {rules: [{address: 127.0.0.1/32, method: trust}]}
        users:
          postgres: {password: unused}
          alice: {password: unused}
          bob: {password: unused}
        pool: {reserve: 0, %s}
        databases:
          %s: {nodes: [{name: pg, host: %s, port: %d}]}
        %s
        """
            .formatted(pool, database, SERVER.host(), SERVER.port(), String.join("\n", more)));
  }

  /** The nodes of a cluster as they stand in a file, between brackets. */
  static String nodesOf(PostgresCluster cluster) {
    return cluster.servers().stream()
        .map(node ->
            "{name: %s, host: %s, port: %d}".formatted(node.name(), node.host(), node.port()))
        .collect(Collectors.joining(", "));
  }

  public String database() {
    return database;
  }

  public int port() {
    return proxy.address().getPort();
  }

  public int serverPort() {
    return SERVER.port();
  }

  /** A JDBC URL of the proxy. */
  public String url(String... properties) {
    return url(port(), properties);
  }

  /** The same of the server behind it. */
  public String directUrl(String... properties) {
    return url(SERVER.port(), properties);
  }

  private String url(int port, String... properties) {
    return "jdbc:postgresql://127.0.0.1:%d/%s?user=%s&sslmode=disable&loginTimeout=30&%s"
        .formatted(port, database, USER, String.join("&", properties));
  }

  public Connection connect(String... properties) throws SQLException {
    return DriverManager.getConnection(url(properties));
  }

  public Connection connectDirectly(String... properties) throws SQLException {
    return DriverManager.getConnection(directUrl(properties));
  }

  public ScriptedClient client() {
    return ScriptedClient.connect(port(), USER, database);
  }

  public ScriptedClient directClient() {
    return ScriptedClient.connect(SERVER.port(), USER, database);
  }

  /** Runs statements on the server, around the proxy. */
  public void execute(String... sql) throws SQLException {
    SERVER.executeIn(database, sql);
  }

  /** One value from the server, around the proxy. */
  public String ask(String query) throws SQLException {
    try (Statement statement = observer.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return rows.next() ? String.valueOf(rows.getString(1)) : "no row";
    }
  }

  ProxyServer proxy() {
    return proxy;
  }

  /** The sum over the pools. */
  public PoolCounts counts() {
    List<WirePool> pools = List.copyOf(proxy.pools().all());
    if (pools.size() == 1) {
      return pools.get(0).counts();
    }
    throw new IllegalStateException("one pool expected: " + pools);
  }

  /** Backends in use. */
  public int active() {
    int active = 0;
    for (WirePool pool : proxy.pools().all()) {
      active += pool.counts().active();
    }
    return active;
  }

  public int waiting() {
    int waiting = 0;
    for (WirePool pool : proxy.pools().all()) {
      waiting += pool.counts().waiting();
    }
    return waiting;
  }

  /** Bytes that Netty holds outside of the heap. */
  public long directMemory() {
    return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
  }

  public int sessions() {
    return proxy.sessions().count();
  }

  /** Waits until something is so, for up to ten seconds. */
  public static void eventually(String what, BooleanSupplier condition) {
    long end =
        System.nanoTime()
            + TimeUnit.MILLISECONDS.toNanos(Integer.getInteger("penstock.test.timeout", 10_000));
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within 10 s: " + what);
      }
      Thread.onSpinWait();
      Thread.yield();
    }
  }

  /** Everything is given back: to be called when a test has closed its clients. */
  public void verifyNothingLeft() throws SQLException {
    eventually("every session ended: " + sessions(), () -> sessions() == 0);
    eventually("every backend released: " + proxy.pools().all(), () -> active() == 0);
    eventually("nobody waits", () -> waiting() == 0);
    eventually("the pools' books are right", this::verified);
    eventually("no open transaction on the server", () -> busyBackends().isEmpty());
    System.gc();
    assertThat(errors.seen()).isEmpty();
  }

  /** What is on its way while it is counted may be counted wrongly, but only then. */
  private boolean verified() {
    try {
      proxy.pools().verify();
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  private List<String> busyBackends() {
    List<String> found = new ArrayList<>();
    try (Statement statement = observer.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT state || ': ' || query FROM pg_stat_activity WHERE datname = '%s' AND"
                        .formatted(database)
                    + " pid <> pg_backend_pid() AND backend_type = 'client backend' AND state <>"
                    + " 'idle'")) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    return found;
  }

  /** Errors logged on purpose by this test are no failure. */
  public List<String> loggedErrors() {
    return errors.seen();
  }

  @Override
  public void close() {
    proxy.close();
    errors.detach();
    try {
      observer.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
