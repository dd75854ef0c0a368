package io.penstock.proxy.server;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.penstock.config.ConfigLoader;
import io.penstock.config.PenstockConfig;
import io.penstock.embedded.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A proxy in front of the shards of one database, each a database of the server all tests share.
 */
final class ShardedDatabase implements AutoCloseable {
  static final String NAME = "shop";

  private static final PostgresServer SERVER = PostgresServer.shared();

  private final List<String> shards = new ArrayList<>();
  private final List<CuttingRelay> relays = new ArrayList<>();
  private final String pool;
  private final String sharding;
  private volatile ProxyServer proxy;

  private ShardedDatabase(int count, String sharding, String pool, String... schema)
      throws Exception {
    this.pool = pool;
    this.sharding = sharding;
    for (int i = 0; i < count; i++) {
      String database = SERVER.createDatabase("shard");
      shards.add(database);
      relays.add(new CuttingRelay(SERVER.port()));
      SERVER.executeIn(database, schema);
    }
    proxy = ProxyServer.start(config(sharding));
  }

  /** What the proxy's connections to this shard go through. */
  CuttingRelay relay(int shard) {
    return relays.get(shard);
  }

  /** Ends the proxy as if by force, and starts another one on another port. */
  void restart() throws InterruptedException {
    proxy.close();
    proxy = ProxyServer.start(config(sharding));
  }

  /** Waits until transactions may go to several shards. */
  ShardedDatabase awaitTwoPhase() {
    ProxyFixture.eventually(
        "transactions over several shards are possible",
        () -> {
          var known = proxy.twoPhases().of(NAME);
          return known != null && known.obstacle() == null;
        });
    return this;
  }

  private PenstockConfig config(String... sharding) {
    StringBuilder blocks = new StringBuilder();
    for (int i = 0; i < shards.size(); i++) {
      blocks.append(
          "{name: s%d, dbname: %s, nodes: [{name: pg%d, host: %s, port: %d}]}, "
              .formatted(i, shards.get(i), i, SERVER.host(), relays.get(i).port()));
    }
    return ConfigLoader.parse(
        """
        listen: {port: 0, event-loops: 2}
        authentication: {rules: [{address: 127.0.0.1/32, method: trust}]}
        users:
          postgres: {password: unused}
          sticky: {password: unused, pool-mode: session}
        pool: {reserve: 0, %s}
        databases:
          %s:
            sharding:
              shards: [%s]
              %s
        """
            .formatted(pool, NAME, blocks, String.join("\n      ", sharding)));
  }

  /** Puts other lines in force. */
  void reload(String... sharding) {
    proxy.reload(config(sharding));
  }

  /**
   * Starts a proxy.
   *
   * @param sharding further lines of the block, as in {@code tables: […]}
   * @param schema what is run on every shard before
   */
  static ShardedDatabase start(int count, String sharding, String pool, String... schema)
      throws Exception {
    return new ShardedDatabase(count, sharding, pool, schema);
  }

  ProxyServer proxy() {
    return proxy;
  }

  int port() {
    return proxy.address().getPort();
  }

  Connection connect(String... properties) throws SQLException {
    return connectTo(NAME, properties);
  }

  Connection connectTo(String database, String... properties) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/%s?user=postgres&sslmode=disable&loginTimeout=30&%s"
            .formatted(port(), database, String.join("&", properties)));
  }

  ScriptedClient client() {
    return ScriptedClient.connect(port(), "postgres", NAME);
  }

  /** One value from a shard, around the proxy. */
  String ask(int shard, String query) throws SQLException {
    try (Connection direct = SERVER.connect(shards.get(shard));
        Statement statement = direct.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return rows.next() ? String.valueOf(rows.getString(1)) : "no row";
    }
  }

  /** What a shard's database is called on the server. */
  String database(int shard) {
    return shards.get(shard);
  }

  /** Runs this on a shard, around the proxy. */
  void execute(int shard, String... sql) throws SQLException {
    SERVER.executeIn(shards.get(shard), sql);
  }

  long directMemory() {
    return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
  }

  int active() {
    return proxy.pools().all().stream().mapToInt(pool -> pool.counts().active()).sum();
  }

  @Override
  public void close() {
    ProxyFixture.eventually("all backends are back", () -> active() == 0);
    proxy.close();
    relays.forEach(CuttingRelay::close);
  }
}
