package io.penstock.proxy.tpch;

import io.penstock.config.ConfigLoader;
import io.penstock.config.PenstockConfig;
import io.penstock.config.ShardingConfig;
import io.penstock.embedded.PostgresServer;
import io.penstock.proxy.server.ProxyServer;
import io.penstock.sql.shard.KeyValue;
import io.penstock.sql.shard.ShardMap;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.postgresql.PGConnection;

/** TPC-H's rows on one server, or spread over three shards behind a proxy. */
final class TpchDatabase implements AutoCloseable {
  private static final PostgresServer SERVER = PostgresServer.shared();
  private static final int SHARDS = 3;

  private final List<String> databases = new ArrayList<>();
  private final ProxyServer proxy;

  private TpchDatabase(int count, TpchLayout layout, double scale, boolean proxied)
      throws SQLException, InterruptedException {
    List<Map<TpchTable, ByteArrayOutputStream>> files = new ArrayList<>();
    for (int at = 0; at < count; at++) {
      databases.add(SERVER.createDatabase("tpch"));
      files.add(new EnumMap<>(TpchTable.class));
    }
    PenstockConfig config = ConfigLoader.parse(yaml(layout));
    ShardingConfig sharding = config.databases().get("tpch").sharding();
    ShardMap map = proxied ? ShardMap.of(sharding) : null;
    TpchData.make(
        scale,
        (name, values) -> {
          TpchTable table = TpchTable.valueOf(name.toUpperCase(Locale.ROOT));
          byte[] line = line(values);
          List<KeyValue> key = new ArrayList<>();
          for (String column : layout.key(table)) {
            key.add(new KeyValue.Whole(((Integer) values[table.position(column)]).longValue()));
          }
          int only = map == null || key.isEmpty() ? -1 : map.place(key);
          for (int at = 0; at < count; at++) {
            if (only < 0 || only == at) {
              files
                  .get(at)
                  .computeIfAbsent(table, first -> new ByteArrayOutputStream())
                  .writeBytes(line);
            }
          }
        });
    for (int at = 0; at < count; at++) {
      load(databases.get(at), files.get(at));
    }
    proxy = proxied ? ProxyServer.start(config) : null;
  }

  /** All rows in one database, without a proxy. */
  static TpchDatabase whole(double scale) throws Exception {
    return new TpchDatabase(1, TpchLayout.TOGETHER, scale, false);
  }

  /** The rows on three shards. */
  static TpchDatabase sharded(TpchLayout layout, double scale) throws Exception {
    return new TpchDatabase(SHARDS, layout, scale, true);
  }

  private String yaml(TpchLayout layout) {
    StringBuilder shards = new StringBuilder();
    for (int at = 0; at < databases.size(); at++) {
      shards.append(
          "{name: s%d, dbname: %s, nodes: [{name: pg%d, host: %s, port: %d}]}, "
              .formatted(at, databases.get(at), at, SERVER.host(), SERVER.port()));
    }
    return """
    listen: {port: 0, event-loops: 2}
    authentication: {rules: [{address: 127.0.0.1/32, method: trust}]}
    users: {postgres: {password: unused}}
    pool: {size: 4, reserve: 0}
    databases:
      tpch:
        sharding:
          shards: [%s]
          tables: [%s]
    """
        .formatted(shards, layout.yaml());
  }

  private static byte[] line(Object... values) {
    StringBuilder line = new StringBuilder();
    for (Object value : values) {
      line.append(line.isEmpty() ? "" : "\t").append(value);
    }
    return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void load(String database, Map<TpchTable, ByteArrayOutputStream> files)
      throws SQLException {
    try (Connection connection = SERVER.connect(database)) {
      for (TpchTable table : TpchTable.values()) {
        SERVER.executeIn(database, table.create());
        ByteArrayOutputStream rows = files.getOrDefault(table, new ByteArrayOutputStream());
        try {
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn(
                  "COPY " + table.sqlName() + " FROM STDIN",
                  new java.io.ByteArrayInputStream(rows.toByteArray()));
        } catch (java.io.IOException e) {
          throw new SQLException(e);
        }
        SERVER.executeIn(database, table.addKey());
      }
      for (String index : TpchTable.INDEXES) {
        SERVER.executeIn(database, index);
      }
      SERVER.executeIn(database, "ANALYZE");
    }
  }

  /** A connection through the proxy, or to the one server. */
  Connection connect(String properties) throws SQLException {
    return proxy == null
        ? DriverManager.getConnection(
            SERVER.jdbcUrl(databases.getFirst(), "postgres") + "&" + properties)
        : DriverManager.getConnection(
            "jdbc:postgresql://127.0.0.1:%d/tpch?user=postgres&sslmode=disable&%s"
                .formatted(proxy.address().getPort(), properties));
  }

  /** Runs this in every database, around the proxy. */
  void execute(String sql) throws SQLException {
    for (String database : databases) {
      SERVER.executeIn(database, sql);
    }
  }

  @Override
  public void close() {
    if (proxy != null) {
      proxy.close();
    }
  }
}
