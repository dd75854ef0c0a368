package io.penstock.proxy.server;

import static io.penstock.proxy.server.ScriptedClient.bind;
import static io.penstock.proxy.server.ScriptedClient.execute;
import static io.penstock.proxy.server.ScriptedClient.parse;
import static io.penstock.proxy.server.ScriptedClient.query;
import static io.penstock.proxy.server.ScriptedClient.sync;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.embedded.PostgresServer;
import io.penstock.wire.frontend.Describe;
import io.penstock.wire.frontend.Target;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** What several shards copy to a client, compared with one PostgreSQL that has all rows. */
@Timeout(120)
class CopyOutIT {
  private static final String[] SCHEMA = {
    "CREATE TABLE orders (customer_id bigint, id int, note text, seen bytea,"
        + " twice int GENERATED ALWAYS AS (id * 2) STORED)",
    "CREATE TABLE empty (customer_id bigint, id int)",
    "CREATE TABLE countries (code text, name text)",
    "INSERT INTO countries VALUES ('de', 'Germany'), ('fr', E'Fr\\tance')"
  };

  private static final PostgresServer SERVER = PostgresServer.shared();

  private static ShardedDatabase shop;
  private static String plain;

  @BeforeAll
  static void start() throws Exception {
    shop =
        ShardedDatabase.start(
            3,
            "tables: [{name: orders, key: customer_id}, {name: empty, key: customer_id},"
                + " {name: countries, reference: true}]\n"
                + "      pins: [{key: '10', shard: s0}, {key: '20', shard: s1},"
                + " {key: '30', shard: s2}]",
            "size: 4",
            SCHEMA);
    plain = SERVER.createDatabase("plain");
    SERVER.executeIn(plain, SCHEMA);
    for (int shard = 0; shard < 3; shard++) {
      String rows =
          ("INSERT INTO orders SELECT %d, n, CASE n %% 5 WHEN 0 THEN NULL WHEN 1 THEN ''"
                  + " WHEN 2 THEN E'a\\tb\\nc\\\\d' WHEN 3 THEN '\"x\", y' ELSE '\\.' END,"
                  + " decode(lpad(to_hex(n), 6, '0'), 'hex') FROM generate_series(1, 100) n")
              .formatted((shard + 1) * 10);
      shop.execute(shard, rows);
      SERVER.executeIn(plain, rows);
    }
  }

  @AfterEach
  void nothingIsLeft() {
    ProxyFixture.eventually("all backends are back", () -> shop.active() == 0);
  }

  @AfterAll
  static void close() {
    shop.close();
  }

  private static byte[] copied(Connection connection, String sql) throws SQLException, IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long rows = copies(connection).copyOut(sql, out);
    out.write((" " + rows).getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  private static CopyManager copies(Connection connection) throws SQLException {
    return connection.unwrap(PGConnection.class).getCopyAPI();
  }

  private static List<String> sorted(byte[] lines, boolean header) {
    String[] all = new String(lines, StandardCharsets.UTF_8).split("\n", -1);
    Arrays.sort(all, header ? 1 : 0, all.length - 1);
    return List.of(all);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "COPY orders TO STDOUT",
        "copy public.\"orders\" (note, id) to stdout",
        "COPY orders (id) TO STDOUT DELIMITERS ';'",
        "COPY orders TO STDOUT WITH NULL AS 'nothing' DELIMITER AS '|'",
        "COPY orders TO STDOUT (FORMAT csv, FORCE_QUOTE *, NULL 'x')",
        "COPY orders TO STDOUT CSV QUOTE '''' ESCAPE '\\' FORCE QUOTE id, note",
        "COPY (SELECT id, note FROM orders WHERE id < 50) TO STDOUT",
        "COPY (SELECT o.id, c.name FROM orders o, countries c WHERE id < 9) TO STDOUT",
        "COPY (SELECT id FROM orders WHERE customer_id IN (10, 30)) TO STDOUT",
        "COPY (SELECT customer_id, count(*) FROM orders GROUP BY customer_id) TO STDOUT",
        "COPY (SELECT id FROM orders WHERE id < 0) TO STDOUT",
        "COPY (SELECT id, note FROM orders WHERE customer_id = 20) TO STDOUT",
        "COPY empty TO STDOUT",
        "COPY countries TO STDOUT",
        "COPY (VALUES (1)) TO STDOUT"
      })
  void allRowsComeOnce(String sql) throws Exception {
    try (Connection client = shop.connect("socketTimeout=30");
        Connection direct = SERVER.connect(plain)) {
      assertThat(sorted(copied(client, sql), false)).isEqualTo(sorted(copied(direct, sql), false));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "COPY orders TO STDOUT (FORMAT csv, HEADER)",
        "COPY orders TO STDOUT CSV HEADER",
        "COPY orders TO STDOUT (HEADER true)",
        "COPY empty TO STDOUT (FORMAT csv, HEADER on)",
        "COPY (SELECT id AS \"Number\" FROM orders) TO STDOUT (FORMAT 'csv', HEADER 1)"
      })
  void theHeaderComesOnceAndFirst(String sql) throws Exception {
    try (Connection client = shop.connect("socketTimeout=30");
        Connection direct = SERVER.connect(plain)) {
      assertThat(sorted(copied(client, sql), true)).isEqualTo(sorted(copied(direct, sql), true));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "COPY orders TO STDOUT (FORMAT binary)",
        "COPY BINARY orders TO STDOUT",
        "COPY empty TO STDOUT WITH BINARY"
      })
  void binaryRowsAreOneFile(String sql) throws Exception {
    try (Connection client = shop.connect("socketTimeout=30");
        Connection direct = SERVER.connect(plain);
        Statement statement = direct.createStatement()) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      long rows = copies(client).copyOut(sql, out);
      boolean empty = sql.contains("empty");
      String table = empty ? "empty" : "orders";
      statement.execute("CREATE TEMP TABLE again (LIKE %s INCLUDING GENERATED)".formatted(table));
      assertThat(
              copies(direct)
                  .copyIn(
                      "COPY again FROM STDIN (FORMAT binary)",
                      new ByteArrayInputStream(out.toByteArray())))
          .isEqualTo(rows)
          .isEqualTo(empty ? 0 : 300);
      try (var difference =
          statement.executeQuery(
              "SELECT count(*) FROM ((TABLE again EXCEPT ALL TABLE %1$s) UNION ALL".formatted(table)
                  + " (TABLE %1$s EXCEPT ALL TABLE again)) x".formatted(table))) {
        assertThat(difference.next()).isTrue();
        assertThat(difference.getInt(1)).isZero();
      }
    }
  }

  @Test
  void framesAreThoseOfOneServer() {
    String sql = "COPY (SELECT id FROM orders WHERE id = 7) TO STDOUT";
    try (ScriptedClient client = shop.client()) {
      assertThat(client.run(sql)).isEqualTo("H d(2) d(2) d(2) c C(COPY 3) Z(I)");
      assertThat(client.runExtended(sql)).isEqualTo("1 2 H d(2) d(2) d(2) c C(COPY 3) Z(I)");
      assertThat(
              client
                  .sends(
                      parse("s", sql),
                      bind("", "s"),
                      new Describe(Target.PORTAL, ""),
                      execute(""),
                      sync())
                  .untilReady())
          .isEqualTo("1 2 n H d(2) d(2) d(2) c C(COPY 3) Z(I)");
      assertThat(client.sends(bind("", "s"), execute(""), sync()).untilReady())
          .isEqualTo("2 H d(2) d(2) d(2) c C(COPY 3) Z(I)");
      // The first row stands behind the header of 19 bytes, as drivers expect it to.
      assertThat(client.run("COPY (SELECT id FROM orders WHERE id = 7) TO STDOUT (FORMAT binary)"))
          .isEqualTo("H d(29) d(10) d(10) d(2) c C(COPY 3) Z(I)");
      assertThat(client.run("COPY empty TO STDOUT (FORMAT binary)"))
          .isEqualTo("H d(21) c C(COPY 0) Z(I)");
    }
  }

  @Test
  void aTransactionCopiesItsOwnRowsToo() {
    try (ScriptedClient client = shop.client()) {
      client.run("BEGIN");
      client.run("INSERT INTO empty VALUES (20, 1)");
      assertThat(client.run("COPY empty TO STDOUT")).isEqualTo("H d(5) c C(COPY 1) Z(T)");
      client.run("ROLLBACK");
      assertThat(client.run("COPY empty TO STDOUT")).isEqualTo("H c C(COPY 0) Z(I)");
      client.run("BEGIN ISOLATION LEVEL REPEATABLE READ");
      assertThat(client.run("COPY empty TO STDOUT")).isEqualTo("E(0A000) Z(E)");
      client.run("ROLLBACK");
    }
  }

  @Test
  void anErrorOnOneShardEndsItOnAll() {
    try (ScriptedClient client = shop.client()) {
      assertThat(
              client.run(
                  "COPY (SELECT 1 / (customer_id - 20), pg_sleep(customer_id - 20) FROM orders)"
                      + " TO STDOUT"))
          .endsWith("E(22012) Z(I)");
      assertThat(client.run("COPY orders (nothing) TO STDOUT")).isEqualTo("E(42703) Z(I)");
      assertThat(client.runExtended("COPY orders TO STDOUT (FORMAT csv, QUOTE ',')"))
          .isEqualTo("E(22023) Z(I)");
      client.run("BEGIN");
      assertThat(client.run("COPY (SELECT 1 / (customer_id - 20) FROM orders) TO STDOUT"))
          .endsWith("E(22012) Z(E)");
      assertThat(client.run("ROLLBACK")).isEqualTo("C(ROLLBACK) Z(I)");
    }
  }

  @Test
  void whatShardsWouldHaveToMakeTogetherIsRefused() {
    try (ScriptedClient client = shop.client()) {
      for (String sql :
          List.of(
              "COPY (SELECT id FROM orders ORDER BY id) TO STDOUT",
              "COPY (SELECT id FROM orders LIMIT 3) TO STDOUT",
              "COPY (SELECT count(*) FROM orders) TO STDOUT",
              "COPY (DELETE FROM orders RETURNING id) TO STDOUT",
              "COPY orders TO STDOUT (BUFFER 'x')",
              "COPY orders TO '/tmp/orders'",
              "COPY orders TO PROGRAM 'cat'",
              "COPY orders TO STDOUT; SELECT 1")) {
        assertThat(client.run(sql)).as(sql).isEqualTo("E(0A000) Z(I)");
      }
    }
  }

  @Test
  void aCancelReachesAllShards() {
    try (ScriptedClient client = shop.client()) {
      client.sends(query("COPY (SELECT pg_sleep(60) FROM orders) TO STDOUT"));
      ProxyFixture.eventually("three backends work", () -> shop.active() == 3);
      client.cancel();
      assertThat(client.untilReady()).endsWith("E(57014) Z(I)");
      assertThat(client.run("COPY empty TO STDOUT")).isEqualTo("H c C(COPY 0) Z(I)");
    }
  }

  @Test
  void aClientThatReadsSlowlyOrLeavesHoldsTheShardsBack() {
    String sql = "COPY (SELECT repeat('x', 1000) FROM orders, generate_series(1, 700)) TO STDOUT";
    try (ScriptedClient slow = ScriptedClient.connect(shop.port(), "postgres", "shop", 4096)) {
      long before = shop.directMemory();
      slow.sends(query(sql));
      ProxyFixture.eventually(
          "the shards wait",
          () -> {
            try {
              return shop.ask(
                      0,
                      "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'ClientWrite'"
                          + " AND query LIKE 'COPY (SELECT repeat%'")
                  .equals("3");
            } catch (SQLException e) {
              throw new AssertionError(e);
            }
          });
      assertThat(shop.directMemory() - before).isLessThan(16 << 20);
      assertThat(slow.until('c')).contains("d(1001)");
      assertThat(slow.untilReady()).isEqualTo("C(COPY 210000) Z(I)");
      slow.sends(query(sql));
      ProxyFixture.eventually("three backends work", () -> shop.active() == 3);
    }
  }

  /** What a shard sends last stands between those of others that wait for it to be sent. */
  @Test
  void theEndOfOneShardsRowsHoldsUpNoOther() {
    try (ScriptedClient slow = ScriptedClient.connect(shop.port(), "postgres", "shop", 32 * 1024)) {
      for (int round = 20; round < 40; round++) {
        slow.sends(
            query("SELECT repeat('x', 1000) FROM orders, generate_series(1, %d)".formatted(round)));
        ProxyFixture.eventually("they send", () -> shop.active() > 0);
        assertThat(slow.countUntilReady()).isEqualTo(300 * round);
      }
    }
  }
}
