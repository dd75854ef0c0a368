package io.penstock.proxy.server;

import static io.penstock.proxy.server.ScriptedClient.bind;
import static io.penstock.proxy.server.ScriptedClient.execute;
import static io.penstock.proxy.server.ScriptedClient.parse;
import static io.penstock.proxy.server.ScriptedClient.query;
import static io.penstock.proxy.server.ScriptedClient.sync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.embedded.PostgresServer;
import io.penstock.wire.Bytes;
import io.penstock.wire.frontend.CopyData;
import io.penstock.wire.frontend.CopyDone;
import io.penstock.wire.frontend.CopyFail;
import io.penstock.wire.frontend.Describe;
import io.penstock.wire.frontend.Target;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.util.PSQLException;

/** Rows that a client copies into several shards: each to its own, all of them or none. */
@Timeout(120)
class CopyInIT {
  private static final String[] SCHEMA = {
    "CREATE TABLE orders (customer_id bigint, id int CHECK (id <> 666), note text)",
    "CREATE TABLE docs (code text, body text)",
    "CREATE TABLE days (device int, day date, twice int GENERATED ALWAYS AS (device * 2) STORED,"
        + " PRIMARY KEY (device, day))",
    "CREATE TABLE countries (code text PRIMARY KEY, name text DEFAULT random()::text)"
  };

  private static final String TABLES =
      "tables: [{name: orders, key: customer_id}, {name: docs, key: code},"
          + " {name: days, key: [device, day]}, {name: countries, reference: true}]\n"
          + "      pins: [{key: '10', shard: s0}, {key: '20', shard: s1}, {key: '30', shard: s2}]";

  private static final PostgresServer SERVER = PostgresServer.shared();

  private static ShardedDatabase shop;
  private static String plain;

  @BeforeAll
  static void start() throws Exception {
    shop =
        ShardedDatabase.start(
            3, "two-phase: true\n      " + TABLES, "size: 4, max-wait: 2s", SCHEMA);
    plain = SERVER.createDatabase("plain");
    SERVER.executeIn(plain, SCHEMA);
  }

  @BeforeEach
  void empty() throws Exception {
    for (int shard = 0; shard < 3; shard++) {
      shop.execute(shard, "TRUNCATE orders, docs, days, countries");
    }
    SERVER.executeIn(plain, "TRUNCATE orders, docs, days, countries");
    shop.awaitTwoPhase();
  }

  @AfterEach
  void nothingIsLeft() {
    ProxyFixture.eventually(
        "nothing is prepared",
        () -> asked(0, "SELECT count(*) FROM pg_prepared_xacts").equals("0"));
    ProxyFixture.eventually("all backends are back", () -> shop.active() == 0);
  }

  @AfterAll
  static void close() {
    shop.close();
  }

  private static String asked(int shard, String sql) {
    try {
      return shop.ask(shard, sql);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static CopyManager copies(Connection connection) throws SQLException {
    return connection.unwrap(PGConnection.class).getCopyAPI();
  }

  /** Sends the data in pieces of random sizes; how many rows that were. */
  private static long copied(Connection to, String sql, byte[] data, Random cuts)
      throws SQLException {
    CopyIn copy = copies(to).copyIn(sql);
    try {
      for (int at = 0; at < data.length; ) {
        int length = Math.min(1 + cuts.nextInt(1 + cuts.nextInt(40)), data.length - at);
        copy.writeToCopy(data, at, length);
        at += length;
      }
      return copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  private static long copied(Connection to, String sql, String data) throws SQLException {
    return copied(to, sql, data.getBytes(StandardCharsets.UTF_8), new Random(data.length()));
  }

  private static List<String> lines(Connection of, String table) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    copies(of).copyOut("COPY " + table + " TO STDOUT", out);
    String[] lines = out.toString(StandardCharsets.UTF_8).split("\n");
    Arrays.sort(lines);
    return List.of(lines);
  }

  private static void isTheSame(Connection client, String table) throws Exception {
    try (Connection direct = SERVER.connect(plain)) {
      assertThat(lines(client, table)).isEqualTo(lines(direct, table));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          COPY orders FROM STDIN | 10;1;a~20;2;\\N~30;3;x\\ty\\\\z\\nw~-4;4;~5;5;\\x41
          COPY orders (note, customer_id) FROM STDIN | a;10~b;20~c;30~d;40~\\.~e;50~
          COPY orders FROM STDIN CSV HEADER | customer_id,id,note~10,1,"a~b"~20,2,""~30,,"x""y"^
          COPY orders FROM STDIN (FORMAT csv, HEADER match) | customer_id,id,note~10,1,a~
          COPY orders FROM STDIN (DELIMITER ',', NULL '') | 10,,~20,2,x\\,y~
          COPY orders FROM STDIN WHERE id > 1 AND note <> 'c' | 10;1;a~20;2;b~30;3;c~30;4;d~
          COPY orders FROM STDIN DELIMITERS ',' NULL 'nil' | 10,1,nil~20,2,\\N~
          COPY days (device, day) FROM STDIN | 1;2026-11-20~2;2026-11-21~3;2026-11-20~-9;1999-01-01~
          COPY orders FROM STDIN |
          COPY orders FROM STDIN (ENCODING 'latin1') | 10;1;a~
          """)
  void rowsAreThoseOfOneServer(String sql, String shown) throws Exception {
    String data = shown == null ? "" : shown.replace('~', '\n').replace(';', '\t').replace("^", "");
    try (Connection client = shop.connect("socketTimeout=30");
        Connection direct = SERVER.connect(plain)) {
      assertThat(copied(client, sql, data)).isEqualTo(copied(direct, sql, data));
      isTheSame(client, "orders");
      isTheSame(client, "days (device, day)");
      for (String key : List.of("10", "20", "30")) {
        String count = "SELECT count(*) FROM orders WHERE customer_id = " + key;
        assertThat(counted(client, count)).as(key).isEqualTo(counted(direct, count));
      }
    }
  }

  private static long counted(Connection at, String sql) throws SQLException {
    try (Statement statement = at.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** Random data: what one server takes is taken, or refused as such; all else is an error. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "COPY docs FROM STDIN",
        "COPY docs (body, code) FROM STDIN (NULL 'a')",
        "COPY docs FROM STDIN CSV",
        "COPY docs (body, code) FROM STDIN CSV QUOTE '''' ESCAPE 'x' FORCE NULL code",
        "COPY docs FROM STDIN (FORMAT csv, HEADER, DELIMITER 'a', FORCE_NOT_NULL *)"
      })
  void anyDataIsReadAsOneServerReadsIt(String sql) throws Exception {
    boolean isText = !sql.contains("CSV") && !sql.contains("csv");
    String delimiter = isText ? "\t" : sql.contains("'a'") ? "a" : ",";
    String quote = sql.contains("QUOTE") ? "'" : "\"";
    String[] plain = {"b", "x", "4", "é", "1", ".", "N", "c", "", "a"};
    String[] odd =
        isText
            ? new String[] {
              "\\", "\\N", "\\.", "\\t", "\\x41", "\\101", "\\\n", "\r", "\n", delimiter
            }
            : new String[] {
              quote, quote, quote + quote, "\\", "\\.", "\r", "\n", delimiter, "x" + quote, "xx"
            };
    Random random = new Random(sql.hashCode());
    int taken = 0;
    try (Connection client = shop.connect("socketTimeout=30");
        Connection direct = SERVER.connect(plain())) {
      for (int round = 0; round < 250; round++) {
        StringBuilder data = new StringBuilder();
        for (int rows = random.nextInt(4); rows >= 0; rows--) {
          for (int field = 0; field < 2; field++) {
            boolean quoted = !isText && random.nextInt(3) == 0;
            data.append(quoted ? quote : "");
            for (int part = random.nextInt(4); part > 0; part--) {
              String[] parts = random.nextInt(quoted ? 3 : 8) == 0 ? odd : plain;
              data.append(parts[random.nextInt(parts.length - (delimiter.equals("a") ? 1 : 0))]);
            }
            data.append(quoted ? quote : "").append(field == 1 ? "\n" : delimiter);
          }
        }
        if (random.nextInt(4) == 0) {
          data.insert(random.nextInt(data.length()), odd[random.nextInt(odd.length)]);
        }
        String expected = outcome(direct, sql, data.toString());
        String found = outcome(client, sql, data.toString());
        if (!found.equals("0A000")) {
          assertThat(found)
              .as(data.toString())
              .matches(expected.startsWith("COPY") ? expected : "22.*");
          taken += found.startsWith("COPY") ? 1 : 0;
        } else if (expected.startsWith("COPY")) {
          // Not certain, or NULL: the plain server has rows that the shards have not.
          try (Statement statement = direct.createStatement()) {
            statement.execute(
                "DELETE FROM docs WHERE xmin = (SELECT max(xmin::text::bigint)"
                    + " FROM docs)::text::xid");
          }
        }
      }
      assertThat(taken).isGreaterThan(20);
      isTheSame(client, "docs");
      assertThat(counted(client, "SELECT count(*) FROM docs WHERE code = 'a'"))
          .isEqualTo(counted(direct, "SELECT count(*) FROM docs WHERE code = 'a'"));
    }
  }

  private static String plain() {
    return plain;
  }

  private static String outcome(Connection to, String sql, String data) {
    try {
      return "COPY " + copied(to, sql, data);
    } catch (SQLException e) {
      return e.getSQLState();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void binaryRowsGoWhereTheyBelong(boolean alone) throws Exception {
    try (Connection client = shop.connect("socketTimeout=30");
        Connection direct = SERVER.connect(plain);
        Statement statement = direct.createStatement()) {
      statement.execute(
          "INSERT INTO orders SELECT n % 50, n, repeat('é', n % 7) FROM generate_series(1, 500) n");
      statement.execute(
          "INSERT INTO days SELECT n % 9, date '2026-01-01' + n"
              + " FROM generate_series(1, 100) n");
      client.setAutoCommit(alone);
      for (String table : List.of("orders", "days (device, day)")) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long rows = copies(direct).copyOut("COPY " + table + " TO STDOUT BINARY", out);
        String sql = "COPY " + table + " FROM STDIN (FORMAT binary)";
        assertThat(copied(client, sql, out.toByteArray(), new Random(5))).isEqualTo(rows);
      }
      if (!alone) {
        client.commit();
        client.setAutoCommit(true);
      }
      isTheSame(client, "orders");
      isTheSame(client, "days (device, day)");
      for (int key = 0; key < 50; key++) {
        assertThat(counted(client, "SELECT count(*) FROM orders WHERE customer_id = " + key))
            .isEqualTo(10);
      }
    }
  }

  private static CopyData rows(String rows) {
    return new CopyData(Bytes.utf8(rows));
  }

  @Test
  void framesAreThoseOfOneServer() {
    try (ScriptedClient client = shop.client()) {
      assertThat(client.sends(query("COPY orders FROM STDIN")).until('G')).isEqualTo("G");
      assertThat(
              client
                  .sends(rows("10\t1\ta\n20\t"), sync(), rows("2\tb\n30\t3\tc"), new CopyDone())
                  .untilReady())
          .isEqualTo("C(COPY 3) Z(I)");
      // As libpq does: a Sync behind Execute, which is ignored, and another one at the end.
      assertThat(
              client
                  .sends(
                      parse("", "COPY orders FROM STDIN"),
                      bind("", ""),
                      new Describe(Target.PORTAL, ""),
                      execute(""),
                      sync())
                  .until('G'))
          .isEqualTo("1 2 n G");
      assertThat(client.sends(rows("10\t4\ta\n20\t5\tb\n"), new CopyDone(), sync()).untilReady())
          .isEqualTo("C(COPY 2) Z(I)");
      assertThat(
              client
                  .sends(
                      parse("s", "COPY orders FROM STDIN"),
                      bind("", "s"),
                      execute(""),
                      rows("20\t6\tb\n"),
                      new CopyDone(),
                      sync())
                  .untilReady())
          .isEqualTo("1 2 G C(COPY 1) Z(I)");
      assertThat(client.sends(bind("", "s"), execute(""), sync()).until('G')).isEqualTo("2 G");
      assertThat(client.sends(rows("x"), new CopyFail("no more"), sync()).untilReady())
          .isEqualTo("E(57014) Z(I)");
      assertThat(client.lastError()).isEqualTo("ERROR COPY from stdin failed: no more");
      assertThat(client.value("SELECT count(*) FROM orders")).isEqualTo("6");
      // What comes behind an error belongs to nobody.
      assertThat(client.sends(query("COPY orders FROM STDIN")).until('G')).isEqualTo("G");
      client.sends(rows("x\t1\ta\n"), rows("10\t1\ta\n"));
      assertThat(client.untilReady()).isEqualTo("E(0A000) Z(I)");
      assertThat(client.sends(rows("10\t1\ta\n"), new CopyDone(), query("SELECT 1")).untilReady())
          .isEqualTo("T(1) D(1) C(SELECT 1) Z(I)");
      assertThat(client.sends(query("COPY orders FROM STDIN")).until('G')).isEqualTo("G");
      assertThat(client.sends(query("SELECT 1")).untilReady()).isEqualTo("E(08P01) Z(I)");
      assertThat(client.value("SELECT count(*) FROM orders")).isEqualTo("6");
    }
  }

  /** As pg_dump writes it. */
  @Test
  void aDumpIsLoaded() {
    try (ScriptedClient client = shop.client()) {
      client.run("SELECT pg_catalog.set_config('search_path', '', false);");
      client.sends(query("COPY public.orders (customer_id, id, note) FROM stdin;")).until('G');
      assertThat(
              client
                  .sends(rows("10\t1\t\\N\n20\t2\ta\\\\b\n30\t3\t\n"), new CopyDone())
                  .untilReady())
          .isEqualTo("C(COPY 3) Z(I)");
      client.run("BEGIN; SET LOCAL statement_timeout = 0; COMMIT");
      assertThat(client.run("COPY public.orders (customer_id, id, note) TO stdout;"))
          .matches("H d\\(\\d+\\) d\\(\\d+\\) d\\(\\d+\\) c C\\(COPY 3\\) Z\\(I\\)");
    }
  }

  @Test
  void dataThatComesByteByByte() {
    try (ScriptedClient client = shop.client()) {
      client.sends(query("COPY orders FROM STDIN CSV")).until('G');
      assertThat(
              client
                  .byteByByte()
                  .sends(rows("10,1,\"a\nb\"\n"), rows("20,2,"), rows("\n30,3,c"), new CopyDone())
                  .untilReady())
          .isEqualTo("C(COPY 3) Z(I)");
      assertThat(client.value("SELECT note FROM orders WHERE customer_id = 10")).isEqualTo("a\nb");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          10;1;a~20;x;b~               | 22P02 | COPY orders, line 2, column id: "x"
          10;1;a~20;2;b~30;3;c~10;4    | 22P04 | COPY orders, line 4: "10;4"
          10;1;a~20;2;b~30;666;c~10;4; | 23514 | COPY orders, line 3: "30;666;c"
          10;1;a~20;2;b~40~            | 22P04 | COPY orders, line 3: "40"
          ;1;a~                        | 0A000 | COPY orders, line 1, column customer_id
          10;1;a~\\N;2;b~              | 0A000 | COPY orders, line 2, column customer_id
          10;1;a~7x;2;b~               | 0A000 | COPY orders, line 2, column customer_id
          10;1;a~20;2;b;c~             | 22P04 | COPY orders, line 2: "20;2;b;c"
          10;1;a~20;2;b^~              | 22P04 | COPY orders, line 2
          """)
  void anErrorOnAnyRowUndoesAllAndTellsItsLine(String shown, String state, String context)
      throws Exception {
    String data = shown.replace('~', '\n').replace(';', '\t').replace('^', '\r');
    try (Connection client = shop.connect("socketTimeout=30")) {
      assertThatThrownBy(() -> copied(client, "COPY orders FROM STDIN", data))
          .isInstanceOfSatisfying(
              PSQLException.class,
              e -> {
                assertThat(e.getSQLState()).isEqualTo(state);
                assertThat(String.valueOf(e.getServerErrorMessage().getWhere()))
                    .startsWith(context.replace(';', '\t'));
              });
      assertThat(counted(client, "SELECT count(*) FROM orders")).isZero();
    }
  }

  @Test
  void aTransactionHasItsRowsOrNone() {
    try (ScriptedClient client = shop.client()) {
      client.run("BEGIN");
      client.sends(query("COPY orders FROM STDIN")).until('G');
      assertThat(client.sends(rows("10\t1\ta\n20\t2\tb\n"), new CopyDone()).untilReady())
          .isEqualTo("C(COPY 2) Z(T)");
      assertThat(client.value("SELECT id FROM orders WHERE customer_id = 20")).isEqualTo("2");
      assertThat(client.run("COPY orders TO STDOUT")).endsWith("c C(COPY 2) Z(T)");
      assertThat(client.run("INSERT INTO orders VALUES (30, 3, 'c')"))
          .isEqualTo("C(INSERT 0 1) Z(T)");
      assertThat(client.run("SAVEPOINT s")).isEqualTo("C(SAVEPOINT) Z(T)");
      client.sends(query("COPY orders FROM STDIN")).until('G');
      assertThat(client.sends(rows("10\t4\ta\n20\t666\tb\n"), new CopyDone()).untilReady())
          .isEqualTo("E(23514) Z(E)");
      assertThat(client.run("SELECT 1")).isEqualTo("E(25P02) Z(E)");
      assertThat(client.run("ROLLBACK TO s")).isEqualTo("C(ROLLBACK) Z(T)");
      client.sends(query("COPY orders FROM STDIN")).until('G');
      assertThat(client.sends(rows("20\t5\tb\n"), new CopyDone()).untilReady())
          .isEqualTo("C(COPY 1) Z(T)");
      assertThat(client.run("COMMIT")).isEqualTo("C(COMMIT) Z(I)");
      assertThat(client.value("SELECT string_agg(id::text, ',' ORDER BY id) FROM orders"))
          .isEqualTo("1,2,3,5");
      client.run("BEGIN");
      client.sends(query("COPY orders FROM STDIN")).until('G');
      client.sends(rows("10\t7\ta\n20\t8\tb\n"), new CopyDone()).untilReady();
      assertThat(client.run("ROLLBACK")).isEqualTo("C(ROLLBACK) Z(I)");
      assertThat(client.value("SELECT count(*) FROM orders")).isEqualTo("4");
    }
  }

  @Test
  void allShardsGetAReferenceTablesRows() throws Exception {
    try (Connection client = shop.connect("socketTimeout=30")) {
      assertThat(copied(client, "COPY countries FROM STDIN", "de\tGermany\nfr\tFrance\n"))
          .isEqualTo(2);
      for (int shard = 0; shard < 3; shard++) {
        assertThat(asked(shard, "SELECT string_agg(name, ',' ORDER BY code) FROM countries"))
            .isEqualTo("Germany,France");
      }
      shop.execute(1, "DELETE FROM countries WHERE code = 'de'");
      assertThatThrownBy(() -> copied(client, "COPY countries FROM STDIN", "de\tx\nit\ty\n"))
          .hasMessageContaining("duplicate key");
      assertThat(asked(1, "SELECT count(*) FROM countries")).isEqualTo("1");
      assertThatThrownBy(() -> copied(client, "COPY countries (code) FROM STDIN", "it\n"))
          .hasMessageContaining("leaves columns to their defaults");
    }
  }

  @Test
  void whatCannotBeSplitIsRefused() {
    try (ScriptedClient client = shop.client()) {
      for (String sql :
          List.of(
              "COPY orders (id) FROM STDIN",
              "COPY orders FROM STDIN (FREEZE)",
              "COPY orders FROM STDIN (ON_ERROR ignore)",
              "COPY orders FROM STDIN (ENCODING 'SJIS')",
              "COPY orders FROM '/tmp/x'",
              "COPY orders FROM PROGRAM 'cat /tmp/x'",
              "COPY nothing FROM STDIN",
              "COPY orders FROM STDIN; SELECT 1")) {
        assertThat(client.run(sql)).as(sql).isEqualTo("E(0A000) Z(I)");
      }
      assertThat(client.run("COPY days FROM STDIN")).isEqualTo("E(42P10) Z(I)");
      assertThat(client.lastError()).contains("generated column");
      assertThat(client.run("COPY orders (customer_id, nothing) FROM STDIN"))
          .isEqualTo("E(42703) Z(I)");
      assertThat(client.runExtended("COPY orders (customer_id, nothing) FROM STDIN"))
          .isEqualTo("E(42703) Z(I)");
    }
  }

  @Test
  void aShardOrAClientThatIsLostUndoesAll() throws Exception {
    try (ScriptedClient client = shop.client()) {
      client.sends(query("COPY orders FROM STDIN")).until('G');
      client.sends(rows("10\t1\ta\n20\t2\tb\n30\t3\tc\n"));
      shop.execute(
          1,
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ="
              + " current_database() AND query LIKE 'COPY orders%'");
      assertThat(client.untilReady()).matches("E\\((57P01|40000)\\) Z\\(I\\)");
      client.sends(query("COPY orders FROM STDIN")).until('G');
      client.sends(rows("10\t1\ta\n20\t2\tb\n30\t3\tc\n"));
      client.cancel();
      assertThat(client.untilReady()).isEqualTo("E(57014) Z(I)");
      client.sends(query("COPY orders FROM STDIN")).until('G');
      client.sends(rows("10\t1\ta\n20\t2\tb\n30\t3"));
      ProxyFixture.eventually("three backends work", () -> shop.active() == 3);
    }
    ProxyFixture.eventually("all backends are back", () -> shop.active() == 0);
    try (ScriptedClient client = shop.client()) {
      assertThat(client.value("SELECT count(*) FROM orders")).isEqualTo("0");
    }
  }

  @Test
  void aLockThatLastsIsEndedByACancel() throws Exception {
    try (ScriptedClient locker = shop.client();
        ScriptedClient client = shop.client()) {
      locker.run("BEGIN");
      locker.run("/* penstock: shard=s1 */ LOCK TABLE orders");
      client.sends(query("COPY orders FROM STDIN"));
      ProxyFixture.eventually("all shards were asked", () -> shop.active() == 4);
      client.cancel();
      assertThat(client.untilReady()).isEqualTo("E(57014) Z(I)");
      locker.run("ROLLBACK");
    }
  }

  @Test
  void aShardThatIsSlowHoldsTheClientBack() throws Exception {
    shop.execute(
        1,
        "CREATE FUNCTION wait_for_lock() RETURNS trigger LANGUAGE plpgsql AS"
            + " $$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NEW; END $$",
        "CREATE TRIGGER wait BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION"
            + " wait_for_lock()");
    StringBuilder rows = new StringBuilder();
    for (int row = 0; row < 1000; row++) {
      rows.append(10 * (1 + row % 3)).append('\t').append(row % 600).append('\t');
      rows.append("x".repeat(400)).append('\n');
    }
    byte[] piece = ScriptedClient.bytes(rows(rows.toString()));
    try (Connection locker = SERVER.connect(shop.database(1));
        Statement lock = locker.createStatement();
        ScriptedClient client = shop.client()) {
      lock.execute("SELECT pg_advisory_lock(1)");
      client.sends(query("COPY orders FROM STDIN")).until('G');
      long before = shop.directMemory();
      Thread writer =
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; i < 200; i++) {
                  client.send(piece);
                }
              });
      ProxyFixture.eventually(
          "a shard waits",
          () ->
              asked(1, "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'advisory'")
                  .equals("1"));
      writer.join(1500);
      assertThat(writer.isAlive()).as("the client is held back").isTrue();
      assertThat(shop.directMemory() - before).isLessThan(16 << 20);
      try (ScriptedClient other = shop.client()) {
        assertThat(other.value("SELECT 1")).isEqualTo("1");
      }
      lock.execute("SELECT pg_advisory_unlock(1)");
      writer.join();
      client.sends(new CopyDone());
      assertThat(client.untilReady()).isEqualTo("C(COPY 200000) Z(I)");
      assertThat(client.value("SELECT count(*) FROM orders WHERE customer_id = 20"))
          .isEqualTo("66600");
    } finally {
      shop.execute(1, "DROP TRIGGER wait ON orders", "DROP FUNCTION wait_for_lock");
    }
  }

  @Test
  void withoutTwoPhaseItIsRefused() throws Exception {
    try (ShardedDatabase single =
            ShardedDatabase.start(2, TABLES.replace("s2", "s1"), "size: 2", SCHEMA);
        Connection client = single.connect("socketTimeout=30")) {
      assertThatThrownBy(() -> copied(client, "COPY orders FROM STDIN", "10\t1\ta\n"))
          .isInstanceOfSatisfying(
              PSQLException.class,
              e -> {
                assertThat(e.getSQLState()).isEqualTo("0A000");
                assertThat(e.getServerErrorMessage().getHint()).contains("sharding.two-phase");
              });
    }
  }

  @Test
  void aShardWithItsColumnsInAnotherOrderTakesEachValueAsWhatItIs() throws Exception {
    try (ShardedDatabase notes =
        ShardedDatabase.start(
            2,
            "two-phase: true\n      tables: [{name: notes, key: id}]",
            "size: 3",
            "CREATE TABLE notes (id int, one text, two text)")) {
      notes.awaitTwoPhase();
      notes.execute(1, "ALTER TABLE notes DROP one, ADD one text");
      StringBuilder text = new StringBuilder();
      for (int id = 0; id < 20; id++) {
        text.append(id).append("\tfirst\tsecond\n");
      }
      byte[] rows = text.toString().getBytes(StandardCharsets.UTF_8);
      try (Connection client = notes.connect()) {
        CopyIn copy = copies(client).copyIn("COPY notes FROM STDIN");
        copy.writeToCopy(rows, 0, rows.length);
        assertThat(copy.endCopy()).isEqualTo(20);
      }
      for (int shard = 0; shard < 2; shard++) {
        assertThat(notes.ask(shard, "SELECT string_agg(DISTINCT one || two, ',') FROM notes"))
            .isEqualTo("firstsecond");
      }
    }
  }
}
