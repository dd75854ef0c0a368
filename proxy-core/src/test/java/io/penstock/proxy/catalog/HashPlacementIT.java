package io.penstock.proxy.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ConfigLoader;
import io.penstock.config.ShardingConfig;
import io.penstock.embedded.PostgresServer;
import io.penstock.sql.shard.KeyType;
import io.penstock.sql.shard.KeyValue;
import io.penstock.sql.shard.ShardMap;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The algorithm hash beside tables that PostgreSQL itself has partitioned. */
@Timeout(120)
class HashPlacementIT {
  private static final int PARTITIONS = 7;

  private static final ShardMap MAP = ShardMap.of(sharding());

  private static PostgresServer server;
  private static String database;

  @BeforeAll
  static void createDatabase() throws SQLException {
    server = PostgresServer.shared();
    database = server.createDatabase("hash_placement");
  }

  private static ShardingConfig sharding() {
    StringBuilder yaml = new StringBuilder("databases:\n  d:\n    sharding:\n");
    yaml.append("      algorithm: hash\n      shards:\n");
    for (int shard = 0; shard < PARTITIONS; shard++) {
      yaml.append("        - {name: p%d, nodes: [{host: h%d}]}\n".formatted(shard, shard));
    }
    return Objects.requireNonNull(
        Objects.requireNonNull(ConfigLoader.parse(yaml.toString()).database("d")).sharding());
  }

  private static void partition(Statement statement, String columns, String key)
      throws SQLException {
    statement.execute("DROP TABLE IF EXISTS t");
    statement.execute("CREATE TABLE t (" + columns + ") PARTITION BY HASH (" + key + ")");
    for (int remainder = 0; remainder < PARTITIONS; remainder++) {
      statement.execute(
          "CREATE TABLE p%d PARTITION OF t FOR VALUES WITH (MODULUS %d, REMAINDER %d)"
              .formatted(remainder, PARTITIONS, remainder));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          int2         ; int2send        ; SELECT g FROM generate_series(-1000, 1000) g UNION ALL VALUES (-32768), (32767)
          int4         ; int4send        ; SELECT g FROM generate_series(-1000, 1000) g UNION ALL VALUES (-2147483648), (2147483647)
          int8         ; int8send        ; SELECT g * 7700000001 FROM generate_series(-1000, 1000) g UNION ALL VALUES (-9223372036854775808), (9223372036854775807)
          text         ; textsend        ; SELECT left(repeat(md5(g::text), 3), g % 70) || chr(g + 32) FROM generate_series(0, 2000) g UNION ALL VALUES ('')
          varchar      ; varcharsend     ; SELECT 'customer ' || g || chr(128512) FROM generate_series(1, 1000) g
          varchar(9)   ; varcharsend     ; SELECT 'c' || g FROM generate_series(1, 1000) g
          char(12)     ; bpcharsend      ; SELECT 'c' || g FROM generate_series(1, 1000) g
          uuid         ; uuid_send       ; SELECT md5(g::text)::uuid FROM generate_series(1, 1000) g
          date         ; date_send       ; SELECT '2000-01-01'::date + g FROM generate_series(-1000, 1000) g UNION ALL VALUES ('0001-01-01'::date), ('9999-12-31')
          timestamp    ; timestamp_send  ; SELECT '2000-01-01'::timestamp + g * interval '77777.123456 s' FROM generate_series(-1000, 1000) g
          timestamptz  ; timestamptz_send ; SELECT '2000-01-01 00:00:00Z'::timestamptz + g * interval '77777.123456 s' FROM generate_series(-1000, 1000) g
          bool         ; boolsend        ; VALUES (true), (false)
          """)
  void everyValueIsPlacedWherePostgresPutsItsRow(String type, String send, String values)
      throws SQLException {
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'Asia/Kolkata'");
      partition(statement, "k " + type, "k");
      statement.execute("INSERT INTO t " + values);
      List<String> wrong = new ArrayList<>();
      int rows = 0;
      String query =
          "SELECT k::text, %s(k), 't'::regclass::oid, tableoid::regclass::text,"
              + " (SELECT atttypid FROM pg_attribute WHERE attrelid = 't'::regclass AND attname = 'k')"
              + " FROM t";
      try (ResultSet found = statement.executeQuery(query.formatted(send))) {
        while (found.next()) {
          rows++;
          int oid = found.getInt(5);
          KeyValue ofText = KeyType.parse(0, oid, found.getString(1));
          KeyValue ofBytes = KeyType.decode(0, oid, ByteBuffer.wrap(found.getBytes(2)));
          boolean same = ofText != null && ofText.equals(ofBytes);
          String shard = same ? MAP.name(MAP.place(List.of(ofText))) : "none";
          if (!MAP.places(oid) || !shard.equals(found.getString(4))) {
            wrong.add(found.getString(1) + " is in " + found.getString(4) + ", not " + shard);
          }
        }
      }
      assertThat(wrong).isEmpty();
      assertThat(rows).isGreaterThanOrEqualTo(type.equals("bool") ? 2 : 1_000);
    }
  }

  @Test
  void keysOfSeveralColumnsArePlacedWherePostgresPutsTheirRows() throws SQLException {
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement()) {
      partition(statement, "a int4, b text, c date, d int8", "d, a, b, c");
      statement.execute(
          "INSERT INTO t SELECT g, md5(g::text), '2026-01-31'::date + g, -g * 5000000000"
              + " FROM generate_series(-500, 500) g");
      int rows = 0;
      int[] held = new int[PARTITIONS];
      try (ResultSet found =
          statement.executeQuery("SELECT d, a, b, c::text, tableoid::regclass::text FROM t")) {
        while (found.next()) {
          rows++;
          List<KeyValue> key =
              List.of(
                  new KeyValue.Whole(found.getLong(1)),
                  new KeyValue.Whole(found.getInt(2)),
                  new KeyValue.Text(found.getString(3)),
                  Objects.requireNonNull(KeyType.DATE.parse(found.getString(4))));
          int shard = MAP.place(key);
          held[shard]++;
          assertThat(MAP.name(shard)).as("%s", key).isEqualTo(found.getString(5));
        }
      }
      assertThat(rows).isEqualTo(1_001);
      assertThat(IntStream.of(held).min().orElseThrow()).isPositive();
    }
  }

  /** What is read from a text must be what the server reads from it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          int4        | ' +007 '
          int8        | -9223372036854775808
          numeric     | 7.000
          uuid        | {A0EEBC99-9c0b4ef8-bb6d-6bb9bd380a11}
          uuid        | a0ee-bc99-9c0b-4ef8-bb6d-6bb9-bd38-0a11
          date        | 2024-02-29
          timestamp   | 2026-01-31T12:00:00.5
          timestamp   | 2026-01-31
          timestamptz | 2026-01-31 12:00:00Z
          timestamptz | 2026-01-31 12:00:00.123456-0530
          timestamptz | 2026-01-31T12:00:00+05:30
          timestamptz | 2026-01-31 12:00:00+15
          bool        | ' tru '
          bool        | OF
          """)
  void everySpellingMeansToPostgresWhatItMeansHere(String type, String text) throws SQLException {
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute("SET DateStyle = 'ISO, DMY'; SET TimeZone = 'America/New_York'");
      String send =
          switch (type) {
            case "int4", "int8", "bool" -> type + "send";
            default -> type + "_send";
          };
      try (ResultSet found =
          statement.executeQuery(
              "SELECT %s('%s'::%s), '%s'::regtype::oid".formatted(send, text, type, type))) {
        assertThat(found.next()).isTrue();
        int oid = found.getInt(2);
        KeyValue expected = KeyType.decode(0, oid, ByteBuffer.wrap(found.getBytes(1)));
        assertThat(KeyType.parse(0, oid, text)).isNotNull().isEqualTo(expected);
      }
    }
  }
}
