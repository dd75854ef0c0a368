package io.penstock.proxy.catalog;

import io.penstock.config.ShardAlgorithm;
import io.penstock.config.ShardConfig;
import io.penstock.config.ShardedTableConfig;
import io.penstock.config.ShardingConfig;
import io.penstock.embedded.PostgresServer;
import io.penstock.sql.shard.KeyValue;
import io.penstock.sql.shard.ShardMap;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A shop with columns of many types, once whole in one database and once on three shards. */
final class ScatteredShop implements AutoCloseable {
  private static final String[] SCHEMA = {
    "CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy')",
    "CREATE DOMAIN positive AS int CHECK (VALUE > 0)",
    """
    CREATE TABLE orders (id int, customer_id bigint, status text, total numeric(12,2),
      weight float8, paid bool, day date, at timestamptz, token uuid, data jsonb, tags int[],
      mood mood, note varchar(20), code char(5), amount numeric, small real, took interval)\
    """,
    """
    CREATE TABLE items (id int, order_id int, customer_id int, sku text, qty int,
      price numeric(10,2), "we""ird Näme" text, "order" int, rank positive)\
    """,
    """
    CREATE TABLE customers (id bigint, name text, country text, referrer bigint, born date,
      label text COLLATE "POSIX", photo bytea, span int4range)\
    """,
    "CREATE TABLE events (device text, at timestamptz, value float8, kind text, n bigint)",
    "CREATE TABLE readings (device int, day date, value int)",
    "CREATE TABLE countries (code text, name text, region text, size int)"
  };

  final ShardMap map =
      ShardMap.of(
          new ShardingConfig(
              ShardAlgorithm.CONSISTENT_HASH,
              null,
              128,
              1 << 26,
              false,
              false,
              List.of(shard("s0"), shard("s1"), shard("s2")),
              List.of(
                  new ShardedTableConfig("orders", List.of("customer_id"), false),
                  new ShardedTableConfig("items", List.of("customer_id"), false),
                  new ShardedTableConfig("customers", List.of("id"), false),
                  new ShardedTableConfig("events", List.of("device"), false),
                  new ShardedTableConfig("readings", List.of("device", "day"), false),
                  new ShardedTableConfig("countries", List.of(), true)),
              List.of(),
              List.of()));
  final Connection whole;
  final List<Connection> shards = new ArrayList<>();
  private final Random random = new Random(20261121);

  ScatteredShop() throws SQLException {
    PostgresServer server = PostgresServer.shared();
    whole = database(server, "whole");
    for (int at = 0; at < 3; at++) {
      shards.add(database(server, "scattered" + at));
    }
    for (String[] country :
        new String[][] {{"de", "Germany"}, {"fr", "France"}, {"jp", "Japan"}, {"xx", "Nowhere"}}) {
      String row =
          "INSERT INTO countries VALUES (%s, %s, %s, %d)"
              .formatted(
                  text(country[0]),
                  text(country[1]),
                  text(country[0].equals("jp") ? "asia" : "europe"),
                  country[1].length());
      execute(whole, row);
      for (Connection shard : shards) {
        execute(shard, row);
      }
    }
    for (int row = 0; row < 90; row++) {
      order(row);
      item(row);
      event();
      reading();
    }
    for (int id = 1; id <= 14; id++) {
      customer(id);
    }
  }

  private static ShardConfig shard(String name) {
    return new ShardConfig(name, 1, null, List.of(), List.of(), List.of());
  }

  private static Connection database(PostgresServer server, String name) throws SQLException {
    String database = server.createDatabase(name);
    server.executeIn(database, SCHEMA);
    Connection connection = server.connect(database);
    execute(connection, "SET timezone = 'UTC'");
    execute(connection, "SET statement_timeout = '10s'");
    return connection;
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void insert(String row, KeyValue key) throws SQLException {
    execute(whole, "INSERT INTO " + row);
    execute(shards.get(map.place(List.of(key))), "INSERT INTO " + row);
  }

  private void order(int id) throws SQLException {
    long key = 1 + random.nextInt(12);
    String at = "'2026-0%d-1%d 0%d:00:00+00'";
    insert(
        "orders VALUES (%d, %d, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
            .formatted(
                id,
                key,
                maybe("'" + pick("new", "paid", "Sent", "lost") + "'"),
                maybe(random.nextInt(40) + "." + random.nextInt(100)),
                maybe(random.nextInt(8) + "." + 5 * random.nextInt(2)),
                maybe(random.nextBoolean() ? "true" : "false"),
                maybe("'2026-0%d-0%d'".formatted(1 + random.nextInt(3), 1 + random.nextInt(5))),
                maybe(at.formatted(1 + random.nextInt(3), random.nextInt(3), random.nextInt(10))),
                maybe("md5('%d')::uuid".formatted(random.nextInt(20))),
                maybe("'{\"a\": %d, \"b\": [\"x\", \"y\"]}'".formatted(random.nextInt(3))),
                maybe("'{%d,NULL,%d}'".formatted(random.nextInt(3), random.nextInt(3))),
                maybe("'" + pick("sad", "ok", "happy") + "'"),
                maybe("'n" + random.nextInt(5) + " \"q\\,{}'"),
                maybe("'c" + random.nextInt(5) + "'"),
                maybe(pick("1", "3.0", "2.50", "100000000000000000000.1", "0")),
                maybe("0." + random.nextInt(10)),
                maybe("'%d days %d hours'".formatted(random.nextInt(3), random.nextInt(5)))),
        new KeyValue.Whole(key));
  }

  private void item(int id) throws SQLException {
    long key = 1 + random.nextInt(12);
    insert(
        "items VALUES (%d, %d, %d, %s, %s, %s, %s, %d, %s)"
            .formatted(
                id,
                random.nextInt(90),
                key,
                maybe("'sku" + random.nextInt(6) + "'"),
                maybe(String.valueOf(random.nextInt(10))),
                maybe(random.nextInt(20) + ".99"),
                maybe("'w" + random.nextInt(4) + "ß'"),
                random.nextInt(5),
                maybe(String.valueOf(1 + random.nextInt(9)))),
        new KeyValue.Whole(key));
  }

  private void customer(long id) throws SQLException {
    insert(
        "customers VALUES (%d, %s, %s, %s, %s, %s, %s, %s)"
            .formatted(
                id,
                maybe("'" + pick("Ann", "bob", "Cid", "Dörte", "eve") + "'"),
                maybe("'" + pick("de", "fr", "jp", "zz") + "'"),
                maybe(String.valueOf(1 + random.nextInt(14))),
                maybe("'19%d-05-05'".formatted(50 + random.nextInt(40))),
                maybe("'" + pick("a", "B", "c") + "'"),
                maybe("'\\x00ff0%d'".formatted(random.nextInt(5))),
                maybe("'[%d,%d)'".formatted(random.nextInt(3), 4 + random.nextInt(5)))),
        new KeyValue.Whole(id));
  }

  private void event() throws SQLException {
    String device = "dev" + random.nextInt(9);
    insert(
        "events VALUES ('%s', '2026-01-0%d 00:00:00+00', %s, %s, %d)"
            .formatted(
                device,
                1 + random.nextInt(9),
                maybe(random.nextInt(100) + ".25"),
                maybe("'" + pick("hot", "cold") + "'"),
                random.nextInt(14)),
        new KeyValue.Text(device));
  }

  private void reading() throws SQLException {
    int device = random.nextInt(4);
    int day = random.nextInt(5);
    String row =
        "readings VALUES (%d, date '2000-01-01' + %d, %s)"
            .formatted(device, day, maybe(String.valueOf(random.nextInt(9))));
    execute(whole, "INSERT INTO " + row);
    int shard = map.place(List.of(new KeyValue.Whole(device), new KeyValue.Day(day)));
    execute(shards.get(shard), "INSERT INTO " + row);
  }

  private String maybe(String value) {
    return random.nextInt(8) == 0 ? "NULL" : value;
  }

  private String pick(String... values) {
    return values[random.nextInt(values.length)];
  }

  private static String text(String value) {
    return "'" + value + "'";
  }

  @Override
  public void close() throws SQLException {
    whole.close();
    for (Connection shard : shards) {
      shard.close();
    }
  }
}
