package io.penstock.proxy.server;

import static io.penstock.proxy.server.ScriptedClient.bind;
import static io.penstock.proxy.server.ScriptedClient.execute;
import static io.penstock.proxy.server.ScriptedClient.parse;
import static io.penstock.proxy.server.ScriptedClient.sync;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries over several shards in a transaction that is on several: they see all that it wrote. */
@Timeout(120)
class ScatterInTransactionIT {
  private static final String SUM = "SELECT sum(balance) FROM accounts";
  private static final String ALL = "SELECT id, balance FROM accounts ORDER BY id";
  private static final String SLEEP =
      "SELECT pg_sleep(CASE WHEN id = 20 THEN 60 ELSE 0 END), id FROM accounts ORDER BY id";

  private static ShardedDatabase shop;

  @BeforeAll
  static void start() throws Exception {
    shop =
        ShardedDatabase.start(
            3,
            "two-phase: true\n      tables: [{name: accounts, key: id}]\n"
                + "      pins: [{key: '10', shard: s0}, {key: '20', shard: s1},"
                + " {key: '30', shard: s2}]",
            "size: 5, max-wait: 2s",
            "CREATE TABLE accounts (id bigint PRIMARY KEY, balance int NOT NULL)");
  }

  @BeforeEach
  void reset() throws Exception {
    for (int shard = 0; shard < 3; shard++) {
      shop.execute(
          shard,
          "TRUNCATE accounts",
          "INSERT INTO accounts VALUES (%d, 100)".formatted(10 + 10 * shard));
    }
    shop.awaitTwoPhase();
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    ProxyFixture.eventually("all backends are back", () -> shop.active() == 0);
    assertThat(shop.ask(0, "SELECT count(*) FROM pg_prepared_xacts WHERE gid LIKE 'penstock%'"))
        .isEqualTo("0");
  }

  @AfterAll
  static void close() {
    shop.close();
  }

  private static String add(int amount, int key) {
    return "UPDATE accounts SET balance = balance + %d WHERE id = %d".formatted(amount, key);
  }

  /** In a transaction that has written on two shards. */
  private static void begin(ScriptedClient client) {
    client.run("BEGIN");
    assertThat(client.run(add(1, 10))).isEqualTo("C(UPDATE 1) Z(T)");
    assertThat(client.run(add(2, 20))).isEqualTo("C(UPDATE 1) Z(T)");
  }

  @Test
  void whatWasWrittenOnEachShardIsSeen() {
    try (ScriptedClient client = shop.client();
        ScriptedClient other = shop.client()) {
      begin(client);
      assertThat(client.run(SUM)).isEqualTo("T(1) D(303) C(SELECT 1) Z(T)");
      assertThat(client.run(ALL)).isEqualTo("T(2) D(10,101) D(20,102) D(30,100) C(SELECT 3) Z(T)");
      assertThat(
              client.runExtended(
                  "SELECT string_agg(balance::text, ',') FROM accounts WHERE"
                      + " balance > $1::int",
                  "100"))
          .isIn("1 2 D(101,102) C(SELECT 1) Z(T)", "1 2 D(102,101) C(SELECT 1) Z(T)");
      assertThat(other.run(SUM)).isEqualTo("T(1) D(300) C(SELECT 1) Z(I)");
      client.run("SAVEPOINT a");
      client.run(add(10, 30));
      assertThat(client.run(SUM)).isEqualTo("T(1) D(313) C(SELECT 1) Z(T)");
      client.run("ROLLBACK TO a");
      assertThat(client.run(SUM)).isEqualTo("T(1) D(303) C(SELECT 1) Z(T)");
      assertThat(client.run("COMMIT")).isEqualTo("C(COMMIT) Z(I)");
      assertThat(other.run(SUM)).isEqualTo("T(1) D(303) C(SELECT 1) Z(I)");
    }
  }

  @Test
  void theyMayStandAmongOtherStatementsOfABlock() {
    try (ScriptedClient client = shop.client()) {
      begin(client);
      client.sends(parse("", SUM), bind("", ""), execute(""));
      client.sends(parse("", add(1, 30)), bind("", ""), execute(""));
      client.sends(parse("s", ALL), bind("", "s"), execute(""));
      client.sends(parse("", SUM), bind("", ""), execute(""), sync());
      assertThat(client.untilReady())
          .isEqualTo(
              "1 2 D(303) C(SELECT 1) 1 2 C(UPDATE 1) 1 2 D(10,101) D(20,102) D(30,101)"
                  + " C(SELECT 3) 1 2 D(304) C(SELECT 1) Z(T)");
      client.sends(parse("", "SELECT 1 / (id - 20) FROM accounts"), bind("", ""), execute(""));
      client.sends(parse("", add(1, 30)), bind("", ""), execute(""), sync());
      assertThat(client.untilReady()).endsWith("E(22012) Z(E)").doesNotContain("UPDATE");
      assertThat(client.run("ROLLBACK")).isEqualTo("C(ROLLBACK) Z(I)");
      assertThat(client.run(SUM)).isEqualTo("T(1) D(300) C(SELECT 1) Z(I)");
    }
  }

  @Test
  void anErrorOnAnyShardFailsTheTransactionOnAll() {
    for (int key = 10; key <= 30; key += 10) {
      try (ScriptedClient client = shop.client()) {
        begin(client);
        client.run("SAVEPOINT a");
        String sql = "SELECT 1 / (id - %d) FROM accounts ORDER BY id".formatted(key);
        assertThat(client.run(sql)).endsWith("E(22012) Z(E)");
        assertThat(client.run(SUM)).isEqualTo("E(25P02) Z(E)");
        assertThat(client.run("ROLLBACK TO a")).isEqualTo("C(ROLLBACK) Z(T)");
        assertThat(client.run(SUM)).isEqualTo("T(1) D(303) C(SELECT 1) Z(T)");
        assertThat(client.run(sql)).endsWith("E(22012) Z(E)");
        assertThat(client.run("COMMIT")).isEqualTo("C(ROLLBACK) Z(I)");
        assertThat(client.run(SUM)).isEqualTo("T(1) D(300) C(SELECT 1) Z(I)");
      }
    }
  }

  @Test
  void settingsOfTheTransactionHoldOnItsOtherShardsToo() {
    String sql = "SELECT '\\x41'::bytea, id FROM accounts ORDER BY id";
    try (ScriptedClient client = shop.client()) {
      begin(client);
      client.run("SET bytea_output = 'escape'");
      assertThat(client.run(sql)).isEqualTo("T(2) D(A,10) D(A,20) D(A,30) C(SELECT 3) Z(T)");
      assertThat(client.run("ROLLBACK")).isEqualTo("C(ROLLBACK) Z(I)");
      assertThat(client.run(sql))
          .isEqualTo("T(2) D(\\x41,10) D(\\x41,20) D(\\x41,30) C(SELECT 3) Z(I)");
      begin(client);
      client.run("SET bytea_output = 'escape'");
      client.run(sql);
      assertThat(client.run("COMMIT")).isEqualTo("C(COMMIT) Z(I)");
      assertThat(client.run(sql)).isEqualTo("T(2) D(A,10) D(A,20) D(A,30) C(SELECT 3) Z(I)");
    }
    try (ScriptedClient other = shop.client()) {
      assertThat(other.run(sql))
          .isEqualTo("T(2) D(\\x41,10) D(\\x41,20) D(\\x41,30) C(SELECT 3) Z(I)");
    }
  }

  private static boolean sleeps() {
    try {
      return shop.ask(
              1,
              "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query"
                  + " LIKE 'SELECT pg_sleep%' AND state = 'active'")
          .equals("1");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aCancelStopsItOnAllAndLeavesTheTransactionToBeRolledBack() {
    for (String last : new String[] {add(1, 10), add(1, 20), add(1, 30)}) {
      try (ScriptedClient client = shop.client()) {
        begin(client);
        client.run(last);
        client.sends(ScriptedClient.query(SLEEP));
        ProxyFixture.eventually("it sleeps", ScatterInTransactionIT::sleeps);
        client.cancel();
        assertThat(client.untilReady()).endsWith("E(57014) Z(E)");
        assertThat(client.run("ROLLBACK")).isEqualTo("C(ROLLBACK) Z(I)");
        assertThat(client.run(SUM)).isEqualTo("T(1) D(300) C(SELECT 1) Z(I)");
      }
    }
  }

  @Test
  void aLostShardEndsTheTransactionAndTheSession() throws Exception {
    for (String last : new String[] {add(1, 10), add(1, 20)}) {
      ScriptedClient client = shop.client();
      begin(client);
      client.run(last);
      client.sends(ScriptedClient.query(SLEEP));
      ProxyFixture.eventually("it sleeps", ScatterInTransactionIT::sleeps);
      shop.ask(
          1,
          "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname ="
              + " current_database() AND query LIKE 'SELECT pg_sleep%' AND state = 'active'");
      assertThat(client.untilEnd()).endsWith("end");
      client.close();
      ProxyFixture.eventually("all backends are back", () -> shop.active() == 0);
      try (ScriptedClient other = shop.client()) {
        assertThat(other.run(SUM)).isEqualTo("T(1) D(300) C(SELECT 1) Z(I)");
      }
    }
  }

  @Test
  void aClientThatLeavesHasItRolledBack() {
    for (String last : new String[] {add(1, 10), add(1, 20), add(1, 30)}) {
      ScriptedClient client = shop.client();
      begin(client);
      client.run(last);
      client.sends(ScriptedClient.query(SLEEP));
      ProxyFixture.eventually("it sleeps", ScatterInTransactionIT::sleeps);
      client.close();
      ProxyFixture.eventually("all backends are back", () -> shop.active() == 0);
      try (ScriptedClient other = shop.client()) {
        assertThat(other.run(SUM)).isEqualTo("T(1) D(300) C(SELECT 1) Z(I)");
        assertThat(other.run(add(0, 10))).isEqualTo("C(UPDATE 1) Z(I)");
        assertThat(other.run(add(0, 20))).isEqualTo("C(UPDATE 1) Z(I)");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"prepareThreshold=1", "prepareThreshold=0", "binaryTransfer=false"})
  void rowsAreFetchedInPartsWithOtherStatementsBetweenThem(String mode) throws Exception {
    try (Connection client = shop.connect("socketTimeout=30", mode);
        Statement other = client.createStatement()) {
      client.setAutoCommit(false);
      for (int id = 1000; id < 1060; id++) {
        other.executeUpdate("INSERT INTO accounts VALUES (%d, 0)".formatted(id));
      }
      client.commit();
      for (String sql :
          List.of(
              "SELECT id FROM accounts WHERE id >= 1000 ORDER BY id",
              "SELECT id FROM accounts WHERE id >= 1000",
              "SELECT id, count(*) FROM accounts WHERE id >= 1000 GROUP BY id ORDER BY 1",
              "SELECT id / 1, count(*) FROM accounts WHERE id >= 1000 GROUP BY 1 ORDER BY 1")) {
        List<Integer> found = new ArrayList<>();
        try (Statement parts = client.createStatement()) {
          parts.setFetchSize(7);
          try (ResultSet rows = parts.executeQuery(sql)) {
            while (rows.next()) {
              found.add(rows.getInt(1));
              if (found.size() % 20 == 0) {
                assertThat(other.executeUpdate(add(1, found.size() / 20 * 10))).isOne();
                try (ResultSet row = other.executeQuery(SUM)) {
                  row.next();
                  assertThat(row.getInt(1)).isEqualTo(300 + found.size() / 20);
                }
              }
            }
          }
        }
        assertThat(found).hasSize(60).contains(1000, 1059).doesNotHaveDuplicates();
        client.rollback();
      }
    }
  }

  @Test
  void driversReadTheirOwnTransfers() throws Exception {
    try (Connection client = shop.connect("prepareThreshold=1&socketTimeout=30");
        PreparedStatement sum = client.prepareStatement(SUM);
        PreparedStatement one =
            client.prepareStatement("UPDATE accounts SET balance = balance + ? WHERE id = ?");
        Statement statement = client.createStatement()) {
      client.setAutoCommit(false);
      for (int round = 1; round <= 5; round++) {
        for (int key = 10; key <= 30; key += 10) {
          one.setInt(1, key);
          one.setLong(2, key);
          assertThat(one.executeUpdate()).isOne();
        }
        try (ResultSet row = sum.executeQuery()) {
          row.next();
          assertThat(row.getInt(1)).isEqualTo(300 + 60 * round);
        }
        client.commit();
      }
      try (ResultSet row = statement.executeQuery(ALL)) {
        row.next();
        assertThat(row.getInt(2)).isEqualTo(150);
      }
      client.rollback();
    }
  }
}
