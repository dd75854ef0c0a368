package io.penstock.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;

/** A database of two shards: what has a key goes to its shard, and what has not is refused. */
@Timeout(120)
class ShardingIT {
  private ShardedDatabase shop;

  @BeforeEach
  void start() throws Exception {
    shop =
        ShardedDatabase.start(
            2,
            "tables: [{name: public.orders, key: customer_id}, {name: lines, key: customer_id},"
                + " {name: countries, reference: true}]",
            "size: 5",
            "CREATE TABLE orders (customer_id bigint, id int, note text,"
                + " PRIMARY KEY (customer_id, id))",
            "CREATE TABLE lines (customer_id bigint, order_id int, article text)",
            "CREATE TABLE countries (code text PRIMARY KEY)",
            "CREATE TABLE elsewhere (n int)",
            "CREATE SCHEMA other",
            "CREATE TABLE other.orders (customer_id bigint, note text)",
            "INSERT INTO other.orders SELECT n, 'another table' FROM generate_series(0, 9) AS n",
            "INSERT INTO countries VALUES ('de'), ('fr')");
  }

  @AfterEach
  void close() {
    shop.close();
  }

  private void fill(int customers) throws SQLException {
    try (Connection client = shop.connect();
        PreparedStatement insert =
            client.prepareStatement("INSERT INTO orders VALUES (?, ?, 'mine')")) {
      for (int customer = 0; customer < customers; customer++) {
        insert.setLong(1, customer);
        insert.setInt(2, 1);
        insert.executeUpdate();
      }
    }
  }

  /** A customer of the shard with this number. */
  private int customerOf(int shard, int atLeast) throws SQLException {
    return Integer.parseInt(
        shop.ask(
            shard,
            "SELECT customer_id FROM orders WHERE customer_id >= %d ORDER BY 1 LIMIT 1"
                .formatted(atLeast)));
  }

  @Test
  void everyRowIsOnOneShardAndBothHaveSome() throws Exception {
    fill(100);
    int first = Integer.parseInt(shop.ask(0, "SELECT count(*) FROM orders"));
    int second = Integer.parseInt(shop.ask(1, "SELECT count(*) FROM orders"));
    assertThat(first + second).isEqualTo(100);
    assertThat(first).isBetween(20, 80);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "preferQueryMode=simple",
        "preferQueryMode=extended",
        "prepareThreshold=1&binaryTransfer=true",
        "prepareThreshold=1&binaryTransfer=false",
        "prepareThreshold=2"
      })
  void whatWasWrittenIsFoundByItsKeyInEveryProtocol(String mode) throws Exception {
    fill(40);
    try (Connection client = shop.connect(mode);
        PreparedStatement select =
            client.prepareStatement("SELECT note FROM orders WHERE customer_id = ? AND id = 1")) {
      for (int round = 0; round < 3; round++) {
        for (int customer = 0; customer < 40; customer++) {
          select.setLong(1, customer);
          try (ResultSet rows = select.executeQuery()) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("mine");
          }
        }
      }
    }
  }

  @Test
  void literalsAndParametersOfEverySpellingMeanTheSameKey() throws Exception {
    fill(10);
    try (ScriptedClient client = shop.client()) {
      for (int customer = 0; customer < 10; customer++) {
        for (String key :
            new String[] {
              "%d", "'%d'", "+%d", "%d::bigint", "'%d'::int", "%d::smallint", "E'%d'", "$$%d$$"
            }) {
          String sql = "SELECT note FROM orders WHERE customer_id = " + key.formatted(customer);
          assertThat(client.run(sql)).as(sql).contains("D(mine)");
        }
        assertThat(
                client.runExtended("SELECT note FROM orders WHERE customer_id = $1", "" + customer))
            .contains("D(mine)");
      }
    }
  }

  @Test
  void joinsOfOneKeyAndInsertsOfManyRowsOfItAreServed() throws Exception {
    fill(10);
    try (Connection client = shop.connect();
        Statement statement = client.createStatement()) {
      statement.executeUpdate("INSERT INTO lines VALUES (3, 1, 'nut'), (3, 1, 'bolt')");
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT count(*) FROM orders o JOIN lines l ON l.customer_id = o.customer_id"
                  + " JOIN countries ON code = 'de' WHERE o.customer_id = 3")) {
        rows.next();
        assertThat(rows.getInt(1)).isEqualTo(2);
      }
      assertThat(statement.executeUpdate("UPDATE lines SET article = 'x' WHERE customer_id = 3"))
          .isEqualTo(2);
      assertThat(statement.executeUpdate("DELETE FROM lines WHERE customer_id = 3")).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM orders FOR UPDATE",
        "SELECT count(*) FROM orders; SELECT 1",
        "SELECT ctid FROM orders",
        "UPDATE orders SET note = 'all'",
        "UPDATE orders SET customer_id = 2 WHERE customer_id = 1",
        "DELETE FROM orders WHERE id = 1",
        "INSERT INTO orders (id) VALUES (7)",
        "INSERT INTO orders VALUES (NULL, 7)",
        "INSERT INTO countries VALUES ('it')",
        "SELECT * FROM elsewhere",
        "CREATE TABLE more (n int)",
        "TRUNCATE orders",
        "COPY orders FROM STDIN",
        "LOCK TABLE orders",
        "VACUUM orders",
        "DO $$ BEGIN DELETE FROM orders; END $$"
      })
  void whatNoSingleShardIsProvenToAnswerIsRefusedWithItsReason(String sql) throws Exception {
    fill(10);
    try (ScriptedClient client = shop.client()) {
      assertThat(client.run(sql)).contains("E(0A000)");
      assertThat(client.runExtended(sql)).contains("E(0A000)");
      assertThat(client.run("SELECT note FROM orders WHERE customer_id = 3")).contains("D(mine)");
    }
    for (int shard = 0; shard < 2; shard++) {
      assertThat(shop.ask(shard, "SELECT count(*) FROM orders WHERE id <> 1 OR note <> 'mine'"))
          .isEqualTo("0");
      assertThat(shop.ask(shard, "SELECT count(*) FROM countries")).isEqualTo("2");
    }
  }

  @Test
  void whatNeedsNoTableIsServed() throws Exception {
    try (ScriptedClient client = shop.client()) {
      assertThat(client.run("SELECT 1")).contains("D(1)");
      assertThat(client.run("SELECT count(*) FROM countries")).contains("D(2)");
      assertThat(client.run("SHOW work_mem")).contains("D(");
      assertThat(client.run("SELECT count(*) > 0 FROM pg_class")).contains("D(t)");
    }
    try (Connection client = shop.connect();
        ResultSet tables = client.getMetaData().getTables(null, "public", "orders", null)) {
      assertThat(tables.next()).isTrue();
    }
  }

  @Test
  void aTransactionStaysOnTheShardOfItsFirstKey() throws Exception {
    fill(40);
    int here = customerOf(0, 0);
    int there = customerOf(1, 0);
    try (Connection client = shop.connect();
        Statement statement = client.createStatement()) {
      client.setAutoCommit(false);
      statement.executeUpdate("UPDATE orders SET note = 'new' WHERE customer_id = " + here);
      statement.executeUpdate("INSERT INTO lines VALUES (%d, 1, 'nut')".formatted(here));
      client.commit();
      assertThat(shop.ask(0, "SELECT note FROM orders WHERE customer_id = " + here))
          .isEqualTo("new");

      statement.executeUpdate("UPDATE orders SET note = 'lost' WHERE customer_id = " + here);
      assertRefused(
          () -> statement.executeUpdate("DELETE FROM orders WHERE customer_id = " + there),
          "s0",
          "s1");
      assertThatThrownBy(() -> statement.executeQuery("SELECT 1"))
          .isInstanceOfSatisfying(
              PSQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25P02"));
      client.rollback();
      assertThat(shop.ask(0, "SELECT note FROM orders WHERE customer_id = " + here))
          .isEqualTo("new");
      assertThat(
              statement.executeUpdate("UPDATE orders SET note = 'b' WHERE customer_id = " + there))
          .isEqualTo(1);
      client.commit();
      assertThat(shop.ask(1, "SELECT note FROM orders WHERE customer_id = " + there))
          .isEqualTo("b");
    }
  }

  private static void assertRefused(ThrowingCallable call, String... words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            PSQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("0A000"))
        .hasMessageContainingAll(words);
  }

  @Test
  void aTransactionWithoutAKeyYetTakesTheShardOfTheFirst() throws Exception {
    fill(40);
    for (int shard = 0; shard < 2; shard++) {
      int customer = customerOf(shard, 5);
      try (ScriptedClient client = shop.client()) {
        assertThat(client.run("BEGIN")).isNotEmpty();
        assertThat(client.run("SELECT note FROM orders WHERE customer_id = " + customer))
            .contains("D(mine)");
        assertThat(client.run("SELECT 1")).contains("D(1)");
        assertThat(client.run("COMMIT")).isNotEmpty();
      }
    }
  }

  @Test
  void statementsOfOnePipelineMustAgreeAndThoseBehindASyncNeedNot() throws Exception {
    fill(40);
    int here = customerOf(0, 0);
    int there = customerOf(1, 0);
    String sql = "SELECT customer_id FROM orders WHERE customer_id = $1";
    try (ScriptedClient client = shop.client()) {
      client.sends(
          ScriptedClient.parse("", sql),
          ScriptedClient.bind("", "", "" + here),
          ScriptedClient.execute(""),
          ScriptedClient.bind("", "", "" + there),
          ScriptedClient.execute(""),
          ScriptedClient.sync());
      assertThat(client.untilReady())
          .contains("D(" + here + ")")
          .contains("E(0A000)")
          .doesNotContain("D(" + there);
      client.sends(
          ScriptedClient.parse("", sql),
          ScriptedClient.bind("", "", "" + here),
          ScriptedClient.execute(""),
          ScriptedClient.sync(),
          ScriptedClient.bind("", "", "" + there),
          ScriptedClient.execute(""),
          ScriptedClient.sync());
      assertThat(client.untilReady(2)).contains("D(" + here + ")").contains("D(" + there + ")");
    }
  }

  @Test
  void framesThatArriveByteByByteGoToTheSameShard() throws Exception {
    fill(20);
    try (ScriptedClient client = shop.client().byteByByte()) {
      for (int customer = 0; customer < 20; customer++) {
        assertThat(
                client.runExtended("SELECT note FROM orders WHERE customer_id = $1", "" + customer))
            .contains("D(mine)");
        assertThat(client.run("SELECT note FROM orders WHERE customer_id = " + customer))
            .contains("D(mine)");
      }
    }
  }

  @Test
  void aStatementPreparedOnceRunsOnEveryShard() throws Exception {
    fill(20);
    try (ScriptedClient client = shop.client()) {
      client.sends(
          ScriptedClient.parse("find", "SELECT note FROM orders WHERE customer_id = $1"),
          ScriptedClient.describe("find"),
          ScriptedClient.sync());
      client.untilReady();
      for (int customer = 0; customer < 20; customer++) {
        client.sends(
            ScriptedClient.bind("", "find", "" + customer),
            ScriptedClient.execute(""),
            ScriptedClient.sync());
        assertThat(client.untilReady()).contains("D(mine)");
      }
    }
  }

  @Test
  void aBindOfAStatementThatIsNotKnownHereIsNotLeftToWhicheverBackendKnowsIt() throws Exception {
    fill(20);
    try (ShardedDatabase raw =
            ShardedDatabase.start(
                2,
                "tables: [{name: orders, key: customer_id}]",
                "size: 1, max-prepared-statements: 0",
                "CREATE TABLE orders (customer_id bigint)");
        ScriptedClient client = raw.client()) {
      String sql = "SELECT customer_id FROM orders WHERE customer_id = $1";
      client.sends(
          ScriptedClient.parse("find", sql),
          ScriptedClient.bind("", "find", "1"),
          ScriptedClient.execute(""),
          ScriptedClient.sync());
      client.untilReady();
      client.sends(
          ScriptedClient.bind("", "find", "2"), ScriptedClient.execute(""), ScriptedClient.sync());
      assertThat(client.untilReady()).contains("E(26000)").doesNotContain("C(");
    }
  }

  @Test
  void namesAreLookedUpByTheSearchPathThatHoldsThenHoweverFastTheClientSends() throws Exception {
    fill(20);
    String sql = "SELECT note FROM orders WHERE customer_id = 3";
    try (ScriptedClient client = shop.client()) {
      assertThat(client.run(sql)).contains("D(mine)");
      client.sends(
          ScriptedClient.query("SET search_path = other"),
          ScriptedClient.query(sql),
          ScriptedClient.query("SET search_path = public"),
          ScriptedClient.query(sql));
      assertThat(client.untilReady(4)).contains("E(0A000)").contains("D(mine)");
      client.sends(
          ScriptedClient.parse("", "SET search_path = other"),
          ScriptedClient.bind("", ""),
          ScriptedClient.execute(""),
          ScriptedClient.parse("", sql),
          ScriptedClient.bind("", ""),
          ScriptedClient.execute(""),
          ScriptedClient.sync());
      assertThat(client.untilReady()).contains("E(0A000)").doesNotContain("D(");
      assertThat(client.run(sql)).contains("D(mine)");
    }
  }

  @Test
  void settingsFollowTheSessionFromShardToShard() throws Exception {
    fill(20);
    try (ScriptedClient client = shop.client()) {
      client.run("SET work_mem = '77MB'");
      for (int customer = 0; customer < 20; customer++) {
        assertThat(
                client.run(
                    "SELECT current_setting('work_mem') FROM orders WHERE customer_id = "
                        + customer))
            .contains("D(77MB)");
      }
    }
  }

  @Test
  void aHintSendsAStatementToTheShardItNames() throws Exception {
    fill(20);
    try (ScriptedClient client = shop.client()) {
      for (int shard = 0; shard < 2; shard++) {
        String expected = shop.ask(shard, "SELECT count(*) FROM orders");
        assertThat(
                client.run(
                    "/* penstock: shard=s%d */ SELECT count(*) FROM orders".formatted(shard)))
            .contains("D(" + expected + ")");
      }
      client.run("/* penstock: shard=s9 */ SELECT 1");
      assertThat(client.lastError()).contains("s9");
    }
  }

  @Test
  void aReloadThatWouldLookForRowsElsewhereIsRefusedAndOneOfTheRestIsNot() throws Exception {
    fill(20);
    String tables = "tables: [{name: public.orders, key: customer_id}";
    assertThatThrownBy(() -> shop.reload("virtual-nodes: 64", tables + "]"))
        .hasMessageContaining("databases.shop.sharding")
        .hasMessageContaining("shards plan");
    assertThatThrownBy(() -> shop.reload("", "tables: [{name: public.orders, key: id}]"))
        .hasMessageContaining("databases.shop.sharding");
    shop.reload("", tables + ", {name: elsewhere, key: n}]");
    try (ScriptedClient client = shop.client()) {
      assertThat(client.run("SELECT note FROM orders WHERE customer_id = 3")).contains("D(mine)");
      assertThat(client.run("SELECT count(*) FROM elsewhere WHERE n = 1")).contains("D(0)");
      assertThat(client.run("SELECT count(*) FROM countries")).contains("E(0A000)");
    }
  }

  @Test
  void aUserWhoIsPooledBySessionIsToldThatItCannotBe() {
    assertThatThrownBy(() ->
            DriverManager.getConnection(
                    "jdbc:postgresql://127.0.0.1:%d/%s?user=sticky&sslmode=disable"
                        .formatted(shop.port(), ShardedDatabase.NAME))
                .close())
        .isInstanceOfSatisfying(
            PSQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("0A000"))
        .hasMessageContaining("sticky");
  }

  @Test
  void whatAllSessionsShareIsOnTheFirstShardAndNowhereElse() throws Exception {
    fill(40);
    int there = customerOf(1, 0);
    shop.execute(0, "CREATE SEQUENCE shared");
    shop.execute(1, "CREATE SEQUENCE shared START 1000");
    try (ScriptedClient client = shop.client()) {
      assertThat(client.run("SELECT nextval('shared')")).contains("D(1)");
      client.run("BEGIN");
      assertThat(client.run("SELECT note FROM orders WHERE customer_id = " + there))
          .contains("D(mine)");
      assertThat(client.run("SELECT nextval('shared')")).contains("E(0A000)");
      assertThat(client.run("COMMIT")).contains("C(ROLLBACK)");
      assertThat(client.run("SELECT nextval('shared') < 1000")).contains("D(t)");
    }
    assertThat(shop.ask(1, "SELECT is_called FROM shared")).isEqualTo("f");
  }

  @Test
  void queriesBehindEachOtherGoEachToItsShard() throws Exception {
    fill(40);
    int here = customerOf(0, 0);
    int there = customerOf(1, 0);
    String sql = "SELECT customer_id FROM orders WHERE customer_id = ";
    try (ScriptedClient client = shop.client()) {
      client.sends(
          ScriptedClient.query(sql + here),
          ScriptedClient.query(sql + there),
          ScriptedClient.query(sql + here));
      assertThat(client.untilReady(3))
          .contains("D(" + here + ")")
          .contains("D(" + there + ")")
          .doesNotContain("E(");
    }
  }

  @Test
  void nobodyLogsInToAShardByItsName() {
    assertThatThrownBy(() -> shop.connectTo(ShardedDatabase.NAME + "%2Fs0").close())
        .isInstanceOfSatisfying(
            PSQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("3D000"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT * FROM orders WHERE customer_id = 3 | its keys are there",
        "SELECT * FROM orders WHERE customer_id = $1 | those of its parameters",
        "SELECT note FROM orders ORDER BY id | merged in order",
        "SELECT note FROM orders | passed on as they come",
        "SELECT avg(id) FROM orders | finished by PostgreSQL on one shard",
        "SELECT code FROM countries | any one",
        "SELECT now() | the one that serves the session",
        "UPDATE orders SET customer_id = 2 WHERE customer_id = 1 | none: it is refused"
      })
  void anExplanationTellsTheShardsAndWhy(String sql, String expected) throws Exception {
    fill(10);
    try (ScriptedClient client = shop.client()) {
      assertThat(client.run("EXPLAIN (PENSTOCK) " + sql)).contains(expected);
      if (!sql.contains("$1")) {
        assertThat(client.runExtended("EXPLAIN (PENSTOCK) " + sql)).contains(expected);
      }
    }
  }
}
