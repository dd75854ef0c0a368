package io.penstock.proxy.move;

import io.penstock.config.ConfigLoader;
import io.penstock.config.PenstockConfig;
import io.penstock.config.ShardConfig;
import io.penstock.config.ShardingConfig;
import io.penstock.embedded.PostgresServer;
import io.penstock.pool.node.ControlTarget;
import io.penstock.proxy.server.ControlTargets;
import io.penstock.proxy.server.ProxyServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A database of three shards, each a database of the shared server, behind several proxies. */
public final class GrowingDatabase implements AutoCloseable {
  public static final String NAME = "shop";
  static final MoveOptions OPTIONS =
      new MoveOptions(Duration.ofMillis(800), 300, Duration.ofSeconds(40), false);

  private static final PostgresServer SERVER = PostgresServer.shared();

  private final List<String> databases = new ArrayList<>();
  private final List<ProxyServer> proxies = new ArrayList<>();
  private final String tables;
  private String user = "";
  private boolean twoPhase;

  public GrowingDatabase(String tables, String... schema) throws SQLException {
    this.tables = tables;
    for (int i = 0; i < 3; i++) {
      String database = SERVER.createDatabase("shard");
      databases.add(database);
      SERVER.executeIn(database, schema);
    }
  }

  /** Everything is done as this role from now on. */
  void owner(String role) {
    user = "user: " + role;
  }

  /** Transactions may go to several shards, of proxies that are started from now on. */
  void twoPhase() {
    twoPhase = true;
  }

  /** A configuration whose shards have these weights. */
  public PenstockConfig config(int port, int... weights) {
    return ConfigLoader.parse(yaml(port, weights));
  }

  /** The same as it stands in a file. */
  public String yaml(int port, int... weights) {
    StringBuilder shards = new StringBuilder();
    for (int i = 0; i < weights.length; i++) {
      shards.append(
          "{name: s%d, weight: %d, dbname: %s, nodes: [{name: pg%d, host: %s, port: %d}]}, "
              .formatted(i, weights[i], databases.get(i), i, SERVER.host(), SERVER.port()));
    }
    return """
    listen: {port: %d, event-loops: 2}
    admin: {port: 0, users: [admin]}
    authentication: {rules: [{address: 127.0.0.1/32, method: trust}]}
    users: {postgres: {password: unused}, admin: {password: unused}}
    pool: {size: 10, max-wait: 10s}
    databases:
      %s:
        %s
        sharding:
          shards: [%s]
          %s
          tables: [%s]
    """
        .formatted(port, NAME, user, shards, twoPhase ? "two-phase: true" : "", tables);
  }

  public ShardingConfig sharding(int... weights) {
    return Objects.requireNonNull(
        Objects.requireNonNull(config(0, weights).database(NAME)).sharding());
  }

  public ProxyServer startProxy(int port, int... weights) throws InterruptedException {
    ProxyServer proxy = ProxyServer.start(config(port, weights));
    proxies.add(proxy);
    return proxy;
  }

  MoveRequest request(ShardingConfig before, ShardingConfig after) {
    Map<String, List<ControlTarget>> shards = new LinkedHashMap<>();
    PenstockConfig config = config(0, 1, 1, 1);
    for (ShardConfig shard : after.shards()) {
      shards.put(
          shard.name(), ControlTargets.of(config, PenstockConfig.shardName(NAME, shard.name())));
    }
    return new MoveRequest(
        NAME,
        before,
        after,
        shards,
        proxies.stream()
            .map(proxy ->
                new ProxyAddress("127.0.0.1", proxy.address().getPort(), "admin", null, "disable"))
            .toList());
  }

  void forget(ProxyServer proxy) {
    proxies.remove(proxy);
  }

  static Connection connect(int port, String properties) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/%s?user=postgres&sslmode=disable&%s"
            .formatted(port, NAME, properties));
  }

  /** All rows of a query on one shard, around the proxy, columns joined by a bar. */
  public List<String> rows(int shard, String query) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection direct = SERVER.connect(databases.get(shard));
        Statement statement = direct.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        StringBuilder text = new StringBuilder();
        for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
          text.append(column == 1 ? "" : "|").append(row.getString(column));
        }
        rows.add(text.toString());
      }
    }
    return rows;
  }

  public void execute(int shard, String... sql) throws SQLException {
    SERVER.executeIn(databases.get(shard), sql);
  }

  Connection direct(int shard) throws SQLException {
    return SERVER.connect(databases.get(shard));
  }

  @Override
  public void close() {
    proxies.forEach(ProxyServer::close);
  }
}
