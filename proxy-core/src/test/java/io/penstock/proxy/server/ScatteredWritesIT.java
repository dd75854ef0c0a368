package io.penstock.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes that several shards make together happen on all of them or on none. */
@Timeout(120)
class ScatteredWritesIT {
  private static ShardedDatabase shop;

  @BeforeAll
  static void start() throws Exception {
    shop =
        ShardedDatabase.start(
            3,
            "two-phase: true\n"
                + "      tables: [{name: accounts, key: id}, {name: lines, key: account},"
                + " {name: rates, reference: true}, {name: made, key: id}]\n"
                + "      pins: [{key: '10', shard: s0}, {key: '20', shard: s1},"
                + " {key: '30', shard: s2}, {key: '11', shard: s0}, {key: '21', shard: s1},"
                + " {key: '31', shard: s2}]",
            "size: 5, max-wait: 2s",
            "CREATE TABLE accounts (id bigint PRIMARY KEY, balance int NOT NULL CHECK (balance < 1000),"
                + " note text, at timestamptz)",
            "CREATE TABLE rates (code text PRIMARY KEY, rate numeric, id serial, at timestamptz)",
            "CREATE TABLE lines (account bigint, n int, seat int,"
                + " UNIQUE (seat) DEFERRABLE INITIALLY DEFERRED)");
  }

  @BeforeEach
  void reset() throws Exception {
    for (int shard = 0; shard < 3; shard++) {
      int key = 10 * (shard + 1);
      shop.execute(
          shard,
          "TRUNCATE accounts, lines, rates",
          "DROP TABLE IF EXISTS made",
          "INSERT INTO accounts VALUES (%d, 100, 'a'), (%d, 200, 'b')".formatted(key, key + 1),
          "INSERT INTO lines SELECT %d, n FROM generate_series(1, 3) AS n".formatted(key));
    }
    shop.awaitTwoPhase();
  }

  @AfterEach
  void nothingIsLeft() {
    ProxyFixture.eventually("nothing is prepared", () -> prepared() == 0);
    ProxyFixture.eventually("all backends are back", () -> shop.active() == 0);
  }

  @AfterAll
  static void close() {
    shop.close();
  }

  private static int prepared() {
    try {
      return Integer.parseInt(
          shop.ask(0, "SELECT count(*) FROM pg_prepared_xacts WHERE gid LIKE 'penstock%'"));
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static String balances() throws SQLException {
    List<String> all = new ArrayList<>();
    for (int shard = 0; shard < 3; shard++) {
      all.add(shop.ask(shard, "SELECT string_agg(balance::text, ',' ORDER BY id) FROM accounts"));
    }
    return String.join(" ", all);
  }

  @Test
  void aChangeWithoutAKeyIsMadeOnAllShards() throws Exception {
    try (ScriptedClient client = shop.client()) {
      assertThat(client.run("UPDATE accounts SET balance = balance + 1"))
          .isEqualTo("C(UPDATE 6) Z(I)");
      assertThat(balances()).isEqualTo("101,201 101,201 101,201");
      assertThat(client.run("UPDATE accounts SET balance = 5 WHERE id IN (10, 20, 21)"))
          .isEqualTo("C(UPDATE 3) Z(I)");
      assertThat(client.run("DELETE FROM accounts WHERE balance < 100 RETURNING id, note"))
          .isEqualTo("T(2) D(10,a) D(20,a) D(21,b) C(DELETE 3) Z(I)");
      assertThat(
              client.runExtended("UPDATE accounts SET balance = $1 WHERE balance > $2", "7", "150"))
          .isEqualTo("1 2 C(UPDATE 2) Z(I)");
      assertThat(balances()).isEqualTo("7 null 101,7");
      assertThat(client.run("DELETE FROM accounts WHERE balance = 12345"))
          .isEqualTo("C(DELETE 0) Z(I)");
      assertThat(client.run("UPDATE accounts SET balance = 8 WHERE note = 'b' AND id > 30"))
          .isEqualTo("C(UPDATE 1) Z(I)");
      assertThat(client.run("SELECT 1")).isEqualTo("T(1) D(1) C(SELECT 1) Z(I)");
    }
  }

  @Test
  void anErrorOnOneShardRollsBackAll() throws Exception {
    shop.execute(2, "UPDATE accounts SET balance = 999");
    try (ScriptedClient client = shop.client()) {
      assertThat(client.run("UPDATE accounts SET balance = balance + 1"))
          .isEqualTo("E(23514) Z(I)");
      assertThat(balances()).isEqualTo("100,200 100,200 999,999");
      assertThat(client.runExtended("UPDATE accounts SET balance = balance + $1", "1"))
          .isEqualTo("E(23514) Z(I)");
      // Deferred to the commit.
      assertThat(client.run("UPDATE lines SET seat = 1")).isEqualTo("E(23505) Z(I)");
      assertThat(shop.ask(1, "SELECT count(seat) FROM lines")).isEqualTo("0");
      assertThat(client.run("UPDATE accounts SET nothing = 1")).isEqualTo("E(42703) Z(I)");
      assertThat(client.run("UPDATE accounts SET balance = 1")).isEqualTo("C(UPDATE 6) Z(I)");
    }
    shop.execute(2, "UPDATE accounts SET balance = 999");
    try (Connection client = shop.connect();
        Statement statement = client.createStatement()) {
      assertThatThrownBy(() -> statement.executeUpdate("UPDATE accounts SET balance = balance + 1"))
          .hasMessageContaining("on shard s2");
    }
  }

  @Test
  void inABlockTheTransactionGoesOnOnAllOfThem() throws Exception {
    try (ScriptedClient client = shop.client()) {
      assertThat(client.run("BEGIN")).isEqualTo("C(BEGIN) Z(T)");
      assertThat(client.run("UPDATE accounts SET balance = balance + 1"))
          .isEqualTo("C(UPDATE 6) Z(T)");
      assertThat(client.run("UPDATE accounts SET balance = balance + 1 WHERE id = 20"))
          .isEqualTo("C(UPDATE 1) Z(T)");
      assertThat(client.value("SELECT balance FROM accounts WHERE id = 31")).isEqualTo("201");
      assertThat(client.run("SAVEPOINT a")).isEqualTo("C(SAVEPOINT) Z(T)");
      assertThat(client.run("DELETE FROM accounts WHERE balance > 0"))
          .isEqualTo("C(DELETE 6) Z(T)");
      assertThat(client.run("UPDATE accounts SET nothing = 1")).isEqualTo("E(42703) Z(E)");
      assertThat(client.run("DELETE FROM accounts")).isEqualTo("E(25P02) Z(E)");
      assertThat(client.run("ROLLBACK TO a")).isEqualTo("C(ROLLBACK) Z(T)");
      assertThat(client.run("UPDATE accounts SET balance = balance + 1 WHERE note = 'b'"))
          .isEqualTo("C(UPDATE 3) Z(T)");
      assertThat(balances()).isEqualTo("100,200 100,200 100,200");
      assertThat(client.run("COMMIT")).isEqualTo("C(COMMIT) Z(I)");
      assertThat(balances()).isEqualTo("101,202 102,202 101,202");
    }
  }

  @Test
  void aBlockThatIsOnOneShardIsJoinedByOthers() throws Exception {
    try (ScriptedClient client = shop.client()) {
      client.run("BEGIN");
      client.run("UPDATE accounts SET balance = 1 WHERE id = 21");
      client.run("SAVEPOINT a");
      assertThat(client.run("UPDATE accounts SET balance = balance + 1"))
          .isEqualTo("C(UPDATE 6) Z(T)");
      assertThat(client.run("ROLLBACK TO a")).isEqualTo("C(ROLLBACK) Z(T)");
      assertThat(client.run("DELETE FROM lines WHERE n = 1")).isEqualTo("C(DELETE 3) Z(T)");
      assertThat(client.run("COMMIT")).isEqualTo("C(COMMIT) Z(I)");
      assertThat(balances()).isEqualTo("100,200 100,1 100,200");
      assertThat(shop.ask(2, "SELECT count(*) FROM lines")).isEqualTo("2");
      client.run("BEGIN");
      client.run("UPDATE accounts SET balance = 5");
      assertThat(client.run("ROLLBACK")).isEqualTo("C(ROLLBACK) Z(I)");
      assertThat(balances()).isEqualTo("100,200 100,1 100,200");
      assertThat(client.run("BEGIN ISOLATION LEVEL REPEATABLE READ")).isEqualTo("C(BEGIN) Z(T)");
      assertThat(client.run("UPDATE accounts SET balance = 5")).isEqualTo("E(0A000) Z(E)");
      assertThat(client.run("COMMIT")).isEqualTo("C(ROLLBACK) Z(I)");
      client.run("BEGIN ISOLATION LEVEL REPEATABLE READ");
      client.run("UPDATE accounts SET balance = 5 WHERE id = 10");
      assertThat(client.run("UPDATE accounts SET balance = 5")).isEqualTo("E(0A000) Z(E)");
      assertThat(client.run("COMMIT")).isEqualTo("C(ROLLBACK) Z(I)");
      assertThat(client.run("BEGIN READ ONLY")).isEqualTo("C(BEGIN) Z(T)");
      assertThat(client.run("UPDATE accounts SET balance = 5")).isEqualTo("E(25006) Z(E)");
      assertThat(client.run("ROLLBACK")).isEqualTo("C(ROLLBACK) Z(I)");
      assertThat(balances()).isEqualTo("100,200 100,1 100,200");
    }
  }

  @Test
  void statementsOfABlockMayComeInOneFlight() throws Exception {
    try (ScriptedClient client = shop.client()) {
      String update = "UPDATE accounts SET balance = balance + $1";
      client.sends(
          ScriptedClient.parse("", "BEGIN"),
          ScriptedClient.bind("", ""),
          ScriptedClient.execute(""),
          ScriptedClient.parse("u", update),
          ScriptedClient.describe("u"),
          ScriptedClient.bind("", "u", "1"),
          ScriptedClient.execute(""),
          ScriptedClient.bind("", "u", "10"),
          ScriptedClient.execute(""),
          ScriptedClient.parse("", "UPDATE accounts SET balance = balance + 100 WHERE id = 20"),
          ScriptedClient.bind("", ""),
          ScriptedClient.execute(""),
          ScriptedClient.bind("", "u", "2"),
          ScriptedClient.execute(""),
          ScriptedClient.parse("", "COMMIT"),
          ScriptedClient.bind("", ""),
          ScriptedClient.execute(""),
          ScriptedClient.bind("", "u", "3"),
          ScriptedClient.execute(""),
          ScriptedClient.sync());
      assertThat(client.untilReady())
          .isEqualTo(
              "1 2 C(BEGIN) 1 t[23] n 2 C(UPDATE 6) 2 C(UPDATE 6) 1 2 C(UPDATE 1) 2 C(UPDATE 6) 1 2"
                  + " C(COMMIT) 2 C(UPDATE 6) Z(I)");
      assertThat(balances()).isEqualTo("116,216 216,216 116,216");
      client.sends(
          ScriptedClient.parse("", "BEGIN"),
          ScriptedClient.bind("", ""),
          ScriptedClient.execute(""),
          ScriptedClient.bind("", "u", "1"),
          ScriptedClient.execute(""),
          ScriptedClient.bind("", "u", "5000"),
          ScriptedClient.execute(""),
          ScriptedClient.bind("", "u", "1"),
          ScriptedClient.execute(""),
          ScriptedClient.sync());
      assertThat(client.untilReady())
          .as(client.lastError())
          .isEqualTo("1 2 C(BEGIN) 2 C(UPDATE 6) E(23514) Z(E)");
      assertThat(client.run("COMMIT")).isEqualTo("C(ROLLBACK) Z(I)");
      client.sends(
          ScriptedClient.bind("", "u", "1"),
          ScriptedClient.execute(""),
          ScriptedClient.bind("", "u", "1"),
          ScriptedClient.execute(""),
          ScriptedClient.sync());
      assertThat(client.untilReady()).isEqualTo("E(0A000) Z(I)");
      assertThat(balances()).isEqualTo("116,216 216,216 116,216");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "preferQueryMode=simple",
        "prepareThreshold=0",
        "prepareThreshold=1&binaryTransfer=true",
        "prepareThreshold=-1",
        "prepareThreshold=1&reWriteBatchedInserts=true",
      })
  void driversDoSoInAllTheirWays(String mode) throws Exception {
    try (Connection client = shop.connect(mode.split("&"))) {
      for (boolean autocommit : new boolean[] {true, false}) {
        client.setAutoCommit(autocommit);
        String before = "UPDATE accounts SET balance = ?, at = ? WHERE note = ? RETURNING id";
        for (int round = 0; round < 3; round++) {
          try (PreparedStatement update = client.prepareStatement(before)) {
            update.setInt(1, round);
            update.setTimestamp(2, new java.sql.Timestamp(0));
            update.setString(3, "a");
            List<Long> ids = new ArrayList<>();
            try (ResultSet rows = update.executeQuery()) {
              while (rows.next()) {
                ids.add(rows.getLong(1));
              }
            }
            assertThat(ids).containsExactlyInAnyOrder(10L, 20L, 30L);
          }
          try (PreparedStatement update =
              client.prepareStatement("UPDATE accounts SET balance = ? WHERE note = ?")) {
            update.setInt(1, 50 + round);
            update.setString(2, "b");
            assertThat(update.executeUpdate()).isEqualTo(3);
          }
        }
        if (!autocommit) {
          assertThat(balances()).isEqualTo("2,52 2,52 2,52");
          batches(client);
        } else {
          assertThat(balances()).isEqualTo("2,52 2,52 2,52");
          try (PreparedStatement update =
              client.prepareStatement("DELETE FROM lines WHERE n > ? RETURNING n")) {
            update.setMaxRows(2);
            update.setInt(1, 0);
            try (ResultSet rows = update.executeQuery()) {
              assertThat(rows.next()).isTrue();
            }
          }
          assertThat(shop.ask(1, "SELECT count(*) FROM lines")).isEqualTo("0");
        }
      }
    }
  }

  private static void batches(Connection client) throws SQLException {
    try (PreparedStatement update =
        client.prepareStatement("UPDATE accounts SET balance = balance + ? WHERE note = ?")) {
      for (int round = 0; round < 3; round++) {
        for (String note : List.of("a", "b", "c")) {
          update.setInt(1, 100);
          update.setString(2, note);
          update.addBatch();
        }
        assertThat(update.executeBatch()).containsExactly(3, 3, 0);
      }
    }
    client.commit();
    assertThat(balances()).isEqualTo("302,352 302,352 302,352");
    Savepoint savepoint = client.setSavepoint();
    try (Statement statement = client.createStatement()) {
      assertThat(statement.executeUpdate("DELETE FROM accounts WHERE note = 'a'")).isEqualTo(3);
      assertThatThrownBy(() -> statement.executeUpdate("UPDATE accounts SET balance = 1000"))
          .isInstanceOf(SQLException.class);
      client.rollback(savepoint);
      assertThat(statement.executeUpdate("UPDATE accounts SET balance = 1 WHERE note = 'a'"))
          .isEqualTo(3);
    }
    client.rollback();
    try (PreparedStatement update =
        client.prepareStatement("UPDATE accounts SET balance = balance + ?")) {
      for (int amount : new int[] {1, 5000, 1}) {
        update.setInt(1, amount);
        update.addBatch();
      }
      assertThatThrownBy(update::executeBatch).isInstanceOf(BatchUpdateException.class);
    }
    client.rollback();
    assertThat(balances()).isEqualTo("302,352 302,352 302,352");
  }

  @Test
  void aCancelAndAStatementTimeoutReachTheShardThatWorks() throws Exception {
    try (Connection blocker = shop.connect();
        Connection client = shop.connect()) {
      blocker.setAutoCommit(false);
      try (Statement lock = blocker.createStatement();
          Statement update = client.createStatement()) {
        lock.executeUpdate("UPDATE accounts SET balance = 1 WHERE id = 20");
        update.execute("SET statement_timeout = '300ms'");
        assertThatThrownBy(() -> update.executeUpdate("UPDATE accounts SET balance = 3"))
            .hasMessageContaining("statement timeout");
        update.execute("SET statement_timeout = 0");
        var canceled =
            CompletableFuture.runAsync(() -> {
              try {
                Thread.sleep(300);
                update.cancel();
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
        assertThatThrownBy(() -> update.executeUpdate("UPDATE accounts SET balance = 3"))
            .hasMessageContaining("canceling statement");
        canceled.get(10, TimeUnit.SECONDS);
        blocker.rollback();
        assertThat(update.executeUpdate("UPDATE accounts SET balance = 3")).isEqualTo(6);
      }
    }
    assertThat(balances()).isEqualTo("3,3 3,3 3,3");
  }

  @Test
  void aClientThatLeavesInTheMidstLeavesNothingBehind() throws Exception {
    try (Connection blocker = shop.connect()) {
      blocker.setAutoCommit(false);
      try (Statement lock = blocker.createStatement()) {
        lock.executeUpdate("UPDATE accounts SET balance = 1 WHERE id = 20");
        for (String begin : List.of("SELECT 1", "BEGIN")) {
          ScriptedClient client = shop.client();
          client.run(begin);
          client.sends(ScriptedClient.query("UPDATE accounts SET balance = 3"));
          ProxyFixture.eventually("it waits", () -> shop.active() == 4);
          client.close();
          ProxyFixture.eventually("its backends are back", () -> shop.active() == 1);
        }
        blocker.rollback();
      }
    }
    assertThat(balances()).isEqualTo("100,200 100,200 100,200");
  }

  @Test
  void aShardThatIsLostInTheMidstTakesNobodyWithIt() throws Exception {
    try (Connection blocker = shop.connect();
        ScriptedClient client = shop.client()) {
      blocker.setAutoCommit(false);
      try (Statement lock = blocker.createStatement()) {
        lock.executeUpdate("UPDATE accounts SET balance = 1 WHERE id = 20");
        client.sends(ScriptedClient.query("UPDATE accounts SET balance = 3"));
        ProxyFixture.eventually("it waits", () -> killed("UPDATE accounts SET balance = 3"));
        assertThat(client.untilReady()).isEqualTo("E(57P01) Z(I)");
        client.run("BEGIN");
        client.run("UPDATE accounts SET balance = 3 WHERE id = 10");
        client.sends(ScriptedClient.query("UPDATE accounts SET balance = 4"));
        ProxyFixture.eventually("it waits", () -> killed("UPDATE accounts SET balance = 4"));
        assertThat(client.untilEnd()).endsWith("end");
        blocker.rollback();
      }
    }
    assertThat(balances()).isEqualTo("100,200 100,200 100,200");
  }

  private static boolean killed(String query) {
    try {
      return shop.ask(
              1,
              "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query = '%s'"
                      .formatted(query)
                  + " AND wait_event_type = 'Lock'")
          .equals("1");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void manyClientsThatChangeTheSameRowsDoNotWaitForEachOtherForEver() throws Exception {
    List<CompletableFuture<Void>> clients = new ArrayList<>();
    for (int number = 0; number < 4; number++) {
      clients.add(
          CompletableFuture.runAsync(() -> {
            try (Connection client = shop.connect();
                Statement update = client.createStatement()) {
              for (int round = 0; round < 10; round++) {
                assertThat(update.executeUpdate("UPDATE accounts SET balance = balance + 1"))
                    .isEqualTo(6);
                assertThat(
                        update.executeUpdate(
                            "INSERT INTO accounts VALUES (30, 0), (20, 0), (10, 0) ON CONFLICT"
                                + " (id) DO UPDATE SET balance = accounts.balance + 1"))
                    .isEqualTo(3);
              }
            } catch (SQLException e) {
              throw new AssertionError(e);
            }
          }));
    }
    CompletableFuture.allOf(clients.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
    assertThat(balances()).isEqualTo("180,240 180,240 180,240");
  }

  @Test
  void aClientThatReadsSlowlyHoldsBackTheShards() throws Exception {
    for (int shard = 0; shard < 3; shard++) {
      shop.execute(
          shard,
          "INSERT INTO lines SELECT %d, 7 FROM generate_series(1, 20000) AS n"
              .formatted(10 * (shard + 1)));
    }
    try (ScriptedClient client =
        ScriptedClient.connect(shop.port(), "postgres", ShardedDatabase.NAME, 8192)) {
      client.sends(
          ScriptedClient.query(
              "DELETE FROM lines WHERE n = 7 RETURNING account, repeat('x', 200)"));
      Thread.sleep(300);
      assertThat(client.countUntilReady()).isEqualTo(60_000);
    }
    assertThat(shop.ask(0, "SELECT count(*) FROM lines")).isEqualTo("3");
  }

  @Test
  void rowsOfOneInsertGoToTheirShards() throws Exception {
    try (ScriptedClient client = shop.client()) {
      assertThat(
              client.run(
                  "INSERT INTO lines (n, account) VALUES (7, 30), (8, 10), (9, 31), (4, 20)"
                      + " RETURNING n, account"))
          .isEqualTo("T(2) D(7,30) D(8,10) D(9,31) D(4,20) C(INSERT 0 4) Z(I)");
      assertThat(shop.ask(2, "SELECT string_agg(n::text, ',' ORDER BY n) FROM lines WHERE n > 3"))
          .isEqualTo("7,9");
      assertThat(
              client.runExtended(
                  "INSERT INTO accounts (id, balance, note) VALUES ($1, $2, $7), ($3, 5, $7), ($5, $6,"
                      + " $4) ON CONFLICT (id) DO UPDATE SET note = 'again' || excluded.note RETURNING id",
                  "10",
                  "1",
                  "33",
                  "x",
                  "21",
                  "2",
                  "y"))
          .isEqualTo("1 E(0A000) Z(I)");
      assertThat(
              client.runExtended(
                  "INSERT INTO accounts (id, balance, note) VALUES ($1, $2, $7), ($3, 5, 'z'), ($5, $6,"
                      + " $4) ON CONFLICT (id) DO UPDATE SET note = 'again' || excluded.note RETURNING id,"
                      + " note",
                  "10",
                  "1",
                  "31",
                  "x",
                  "21",
                  "2",
                  "y"))
          .isEqualTo("1 2 D(10,againy) D(21,againx) D(31,againz) C(INSERT 0 3) Z(I)");
      assertThat(client.run("INSERT INTO accounts VALUES (40, 1), (41, 1), (42, 1), (20, 5000)"))
          .isEqualTo("E(23514) Z(I)");
      client.run("BEGIN");
      assertThat(
              client.run("INSERT INTO accounts VALUES (40, 1), (41, 1), (42, 1), (43, 5), (44, 5)"))
          .isEqualTo("C(INSERT 0 5) Z(T)");
      assertThat(client.run("COMMIT")).isEqualTo("C(COMMIT) Z(I)");
      assertThat(client.value("SELECT count(*) FROM accounts WHERE id BETWEEN 40 AND 44"))
          .isEqualTo("5");
    }
  }

  @Test
  void rowsThatAreWrongBesideEachOtherAreRefused() throws Exception {
    try (ScriptedClient client = shop.client()) {
      assertThat(client.run("INSERT INTO lines (account, n) VALUES (10, 1), (20)"))
          .isEqualTo("E(42601) Z(I)");
      assertThat(
              client.run(
                  "INSERT INTO lines (account, n) VALUES (10, generate_series(1, 3)), (20, 1)"))
          .isEqualTo("E(0A000) Z(I)");
      assertThat(client.lastError()).contains("set-returning");
      assertThat(client.value("SELECT count(*) FROM lines")).isEqualTo("9");
    }
  }

  @Test
  void longInsertsAreMergedInOrder() throws Exception {
    try (Connection client = shop.connect()) {
      StringBuilder sql = new StringBuilder("INSERT INTO lines (account, n) VALUES ");
      List<Integer> expected = new ArrayList<>();
      int[] keys = {10, 20, 30, 11, 21, 31};
      for (int n = 0; n < 6000; n++) {
        sql.append(n == 0 ? "" : ", ").append('(').append(keys[n * 7 % 6 * 5 % 6]);
        sql.append(", ").append(n).append(')');
        expected.add(n);
      }
      sql.append(" RETURNING n, repeat('y', 100)");
      List<Integer> found = new ArrayList<>();
      try (Statement statement = client.createStatement();
          ResultSet rows = statement.executeQuery(sql.toString())) {
        while (rows.next()) {
          found.add(rows.getInt(1));
        }
      }
      assertThat(found).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reWriteBatchedInserts=true", "reWriteBatchedInserts=false"})
  void batchesOfInsertsAreSplit(String mode) throws Exception {
    try (Connection client = shop.connect(mode, "prepareThreshold=1")) {
      client.setAutoCommit(false);
      for (int round = 0; round < 3; round++) {
        try (PreparedStatement insert =
            client.prepareStatement("INSERT INTO lines (account, n) VALUES (?, ?)")) {
          for (int n = 0; n < 100; n++) {
            insert.setLong(1, 10 * (1 + n % 3));
            insert.setInt(2, 1000 + n);
            insert.addBatch();
          }
          assertThat(Arrays.stream(insert.executeBatch()).filter(n -> n == 1 || n == -2).count())
              .isEqualTo(100);
        }
        client.commit();
      }
    }
    assertThat(shop.ask(0, "SELECT count(*) FROM lines WHERE n >= 1000")).isEqualTo("102");
    assertThat(shop.ask(1, "SELECT count(*) FROM lines WHERE n >= 1000")).isEqualTo("99");
  }

  @Test
  void withoutTwoPhaseItIsRefused() throws Exception {
    shop.reload(
        "tables: [{name: accounts, key: id}, {name: lines, key: account},"
            + " {name: rates, reference: true}, {name: made, key: id}]\n"
            + "      pins: [{key: '10', shard: s0}, {key: '20', shard: s1},"
            + " {key: '30', shard: s2}, {key: '11', shard: s0}, {key: '21', shard: s1},"
            + " {key: '31', shard: s2}]");
    try (Connection client = shop.connect();
        Statement statement = client.createStatement()) {
      for (String sql : List.of("DELETE FROM lines", "INSERT INTO lines VALUES (10, 1), (20, 2)")) {
        assertThatThrownBy(() -> statement.executeUpdate(sql))
            .hasMessageContaining("set sharding.two-phase");
      }
    } finally {
      shop.reload(
          "two-phase: true\n"
              + "      tables: [{name: accounts, key: id}, {name: lines, key: account},"
              + " {name: rates, reference: true}, {name: made, key: id}]\n"
              + "      pins: [{key: '10', shard: s0}, {key: '20', shard: s1},"
              + " {key: '30', shard: s2}, {key: '11', shard: s0}, {key: '21', shard: s1},"
              + " {key: '31', shard: s2}]");
      shop.awaitTwoPhase();
    }
  }

  private static String everywhere(String query) throws SQLException {
    String first = shop.ask(0, query);
    for (int shard = 1; shard < 3; shard++) {
      assertThat(shop.ask(shard, query)).isEqualTo(first);
    }
    return first;
  }

  @Test
  void referenceTablesAreWrittenOnEveryShard() throws Exception {
    try (ScriptedClient client = shop.client()) {
      assertThat(
              client.run(
                  "INSERT INTO rates (code, rate, id) VALUES ('eur', 1, 1), ('usd', 1.1, 2) RETURNING"
                      + " code"))
          .isEqualTo("T(1) D(eur) D(usd) C(INSERT 0 2) Z(I)");
      assertThat(client.runExtended("UPDATE rates SET rate = $1 WHERE code = $2", "3", "usd"))
          .isEqualTo("1 2 C(UPDATE 1) Z(I)");
      assertThat(everywhere("SELECT string_agg(code || rate, ' ' ORDER BY code) FROM rates"))
          .isEqualTo("eur1 usd3");
      client.run("BEGIN");
      assertThat(client.run("DELETE FROM rates WHERE code = 'eur' RETURNING rate"))
          .isEqualTo("T(1) D(1) C(DELETE 1) Z(T)");
      assertThat(client.run("UPDATE accounts SET balance = 6 WHERE id = 20"))
          .isEqualTo("C(UPDATE 1) Z(T)");
      assertThat(client.run("COMMIT")).isEqualTo("C(COMMIT) Z(I)");
      assertThat(everywhere("SELECT count(*) FROM rates")).isEqualTo("1");
      assertThat(client.run("INSERT INTO rates (code) VALUES ('x')")).isEqualTo("E(0A000) Z(I)");
      assertThat(client.run("UPDATE rates SET at = now()")).isEqualTo("E(0A000) Z(I)");
      assertThat(client.runExtended("UPDATE rates SET at = $1", "now")).isEqualTo("E(0A000) Z(I)");
      assertThat(client.run("INSERT INTO rates VALUES ('usd', 1, 1)")).isEqualTo("E(23505) Z(I)");
      shop.execute(1, "DELETE FROM rates");
      assertThat(client.run("UPDATE rates SET rate = 9")).isEqualTo("E(XX001) Z(I)");
      assertThat(shop.ask(0, "SELECT rate FROM rates")).isEqualTo("3");
    }
  }

  @Test
  void commandsAreCarriedOutOnEveryShard() throws Exception {
    try (Connection client = shop.connect();
        Statement statement = client.createStatement()) {
      statement.execute("CREATE TABLE made (id int PRIMARY KEY, x text)");
      assertThat(statement.executeUpdate("INSERT INTO made VALUES (10, 'a'), (20, 'b')"))
          .isEqualTo(2);
      client.setAutoCommit(false);
      statement.execute("ALTER TABLE made ADD y int NOT NULL DEFAULT 5");
      statement.execute("CREATE INDEX ON made (y)");
      statement.execute("COMMENT ON TABLE made IS 'it''s made'");
      client.commit();
      assertThat(everywhere("SELECT obj_description('made'::regclass)")).isEqualTo("it's made");
      statement.execute("DROP TABLE made");
      client.rollback();
      client.setAutoCommit(true);
      assertThat(shop.ask(1, "SELECT sum(y) FROM made")).isEqualTo("5");
      assertThatThrownBy(() -> statement.execute("ALTER TABLE made ADD CHECK (id < 15)"))
          .hasMessageContaining("on shard s1");
      assertThat(
              everywhere(
                  "SELECT count(*) FROM pg_constraint WHERE conrelid = 'made'::regclass"
                      + " AND contype = 'c'"))
          .isEqualTo("0");
      statement.execute("TRUNCATE made, lines");
      assertThat(everywhere("SELECT count(*) FROM made")).isEqualTo("0");
      assertThatThrownBy(() -> statement.execute("CREATE INDEX CONCURRENTLY i ON made (x)"))
          .hasMessageContaining("transaction");
      assertThatThrownBy(() -> statement.execute("CREATE TEMP TABLE t (id int)"))
          .hasMessageContaining("temporary");
      statement.execute("DROP TABLE made");
      assertThat(everywhere("SELECT to_regclass('made')")).isEqualTo("null");
    }
  }

  @Test
  void whatEachShardWouldBeAskedIsTold() throws Exception {
    try (ScriptedClient client = shop.client()) {
      assertThat(client.run("EXPLAIN (PENSTOCK) DELETE FROM lines"))
          .contains("D(shards,s0, s1, s2)", "D(carried out,one after the other");
      assertThat(
              client.run(
                  "EXPLAIN (PENSTOCK) INSERT INTO lines (account, n) VALUES (10, 1), (20, 2)"))
          .contains("D(s1 is asked,INSERT INTO lines (account, n) VALUES (20, 2)");
      assertThat(client.run("EXPLAIN (PENSTOCK) UPDATE rates SET rate = 1"))
          .contains("all must have the same to tell");
    }
  }
}
