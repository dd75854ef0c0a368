package io.penstock.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A transaction over three shards happens on all of them or on none. */
@Timeout(120)
class TwoPhaseIT {
  /** One key of each shard. */
  private static final int[] KEYS = {10, 20, 30};

  private static ShardedDatabase shop;

  @BeforeAll
  static void start() throws Exception {
    shop =
        ShardedDatabase.start(
            3,
            "two-phase: true\n      tables: [{name: accounts, key: id}, {name: notes, key: id}]\n"
                + "      pins: [{key: '10', shard: s0}, {key: '20', shard: s1},"
                + " {key: '30', shard: s2}]",
            "size: 5, max-wait: 2s",
            "CREATE TABLE accounts (id bigint PRIMARY KEY, balance int NOT NULL)",
            "INSERT INTO accounts SELECT n * 10, 100 FROM generate_series(1, 3) AS n",
            "CREATE TABLE notes (id bigint, seat int,"
                + " UNIQUE (seat) DEFERRABLE INITIALLY DEFERRED)");
  }

  @BeforeEach
  void reset() throws Exception {
    for (int shard = 0; shard < KEYS.length; shard++) {
      shop.execute(shard, "UPDATE accounts SET balance = 100", "TRUNCATE notes");
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

  private int prepared() {
    try {
      return Integer.parseInt(
          shop.ask(0, "SELECT count(*) FROM pg_prepared_xacts WHERE gid LIKE 'penstock%'"));
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private String balances() throws SQLException {
    StringBuilder all = new StringBuilder();
    for (int shard = 0; shard < KEYS.length; shard++) {
      all.append(all.isEmpty() ? "" : " ")
          .append(shop.ask(shard, "SELECT balance FROM accounts WHERE id = " + KEYS[shard]));
    }
    return all.toString();
  }

  private static String add(int amount, int key) {
    return "UPDATE accounts SET balance = balance + %d WHERE id = %d".formatted(amount, key);
  }

  @Test
  void aCommitOverTwoOrThreeShardsIsSeenOnAllOfThem() throws Exception {
    try (ScriptedClient client = shop.client()) {
      assertThat(client.run("BEGIN")).isEqualTo("C(BEGIN) Z(T)");
      assertThat(client.run(add(-5, 10))).isEqualTo("C(UPDATE 1) Z(T)");
      assertThat(client.run(add(5, 20))).isEqualTo("C(UPDATE 1) Z(T)");
      assertThat(client.run("COMMIT")).isEqualTo("C(COMMIT) Z(I)");
      assertThat(balances()).isEqualTo("95 105 100");
      client.run("BEGIN");
      for (int key : KEYS) {
        assertThat(client.run(add(1, key))).isEqualTo("C(UPDATE 1) Z(T)");
      }
      assertThat(client.run(add(1, 10))).isEqualTo("C(UPDATE 1) Z(T)");
      assertThat(client.value("SELECT balance FROM accounts WHERE id = 20")).isEqualTo("106");
      assertThat(client.run("END")).isEqualTo("C(COMMIT) Z(I)");
      assertThat(balances()).isEqualTo("97 106 101");
      assertThat(client.run(add(1, 20))).isEqualTo("C(UPDATE 1) Z(I)");
    }
  }

  @Test
  void aRollbackUndoesAll() throws Exception {
    try (ScriptedClient client = shop.client()) {
      client.run("BEGIN");
      for (int key : KEYS) {
        client.run(add(7, key));
      }
      assertThat(client.run("ROLLBACK")).isEqualTo("C(ROLLBACK) Z(I)");
      assertThat(balances()).isEqualTo("100 100 100");
      assertThat(shop.active()).isZero();
    }
  }

  @Test
  void anErrorOnOneShardFailsTheTransactionOnAll() throws Exception {
    try (ScriptedClient client = shop.client()) {
      client.run("BEGIN");
      client.run(add(7, 10));
      client.run(add(7, 20));
      assertThat(client.run("UPDATE accounts SET balance = NULL WHERE id = 30"))
          .isEqualTo("E(23502) Z(E)");
      assertThat(client.run(add(7, 10))).isEqualTo("E(25P02) Z(E)");
      assertThat(client.run("SAVEPOINT a")).isEqualTo("E(25P02) Z(E)");
      assertThat(client.run("COMMIT")).isEqualTo("C(ROLLBACK) Z(I)");
      assertThat(balances()).isEqualTo("100 100 100");
    }
  }

  @Test
  void savepointsHoldOnAllShardsThoseThatComeLaterToo() throws Exception {
    try (ScriptedClient client = shop.client()) {
      client.run("BEGIN");
      client.run(add(1, 10));
      client.run("SAVEPOINT a");
      client.run(add(1, 20));
      assertThat(client.run("SAVEPOINT \"B b\"")).isEqualTo("C(SAVEPOINT) Z(T)");
      client.run(add(10, 10));
      client.run(add(10, 30));
      assertThat(client.run("SELECT 1 / 0 FROM accounts WHERE id = 20")).endsWith("E(22012) Z(E)");
      assertThat(client.run("ROLLBACK TO SAVEPOINT \"B b\"")).isEqualTo("C(ROLLBACK) Z(T)");
      client.run(add(100, 30));
      assertThat(client.run("RELEASE \"B b\"")).isEqualTo("C(RELEASE) Z(T)");
      assertThat(client.run("RELEASE \"B b\"")).isEqualTo("E(3B001) Z(E)");
      assertThat(client.run(add(1, 30))).isEqualTo("E(25P02) Z(E)");
      assertThat(client.run("ROLLBACK TO a")).isEqualTo("C(ROLLBACK) Z(T)");
      client.run(add(1000, 30));
      assertThat(client.run("COMMIT")).isEqualTo("C(COMMIT) Z(I)");
      assertThat(balances()).isEqualTo("101 100 1100");
    }
  }

  @Test
  void theExtendedProtocolDoesTheSameInOneFlightAsInMany() throws Exception {
    try (ScriptedClient client = shop.client()) {
      client.runExtended("BEGIN");
      for (int key : KEYS) {
        assertThat(
                client.runExtended(
                    "UPDATE accounts SET balance = balance + 1 WHERE id = $1", "" + key))
            .isEqualTo("1 2 C(UPDATE 1) Z(T)");
      }
      assertThat(client.runExtended("SAVEPOINT a")).isEqualTo("1 2 C(SAVEPOINT) Z(T)");
      assertThat(client.runExtended("COMMIT")).isEqualTo("1 2 C(COMMIT) Z(I)");
      assertThat(balances()).isEqualTo("101 101 101");
      String update = "UPDATE accounts SET balance = balance + $1 WHERE id = $2";
      client.sends(
          ScriptedClient.parse("", "BEGIN"),
          ScriptedClient.bind("", ""),
          ScriptedClient.execute(""),
          ScriptedClient.parse("u", update),
          ScriptedClient.bind("", "u", "1", "10"),
          ScriptedClient.execute(""),
          ScriptedClient.bind("", "u", "1", "20"),
          ScriptedClient.execute(""),
          ScriptedClient.bind("", "u", "1", "30"),
          ScriptedClient.execute(""),
          ScriptedClient.parse("", "COMMIT"),
          ScriptedClient.bind("", ""),
          ScriptedClient.execute(""),
          ScriptedClient.bind("", "u", "1", "10"),
          ScriptedClient.execute(""),
          ScriptedClient.sync());
      assertThat(client.untilReady())
          .isEqualTo(
              "1 2 C(BEGIN) 1 2 C(UPDATE 1) 2 C(UPDATE 1) 2 C(UPDATE 1) 1 2 C(COMMIT) 2 C(UPDATE 1)"
                  + " Z(I)");
      assertThat(balances()).isEqualTo("103 102 102");
    }
  }

  @Test
  void whatFollowsAnErrorInAPipelineIsSkippedUpToItsSync() throws Exception {
    try (ScriptedClient client = shop.client()) {
      String update = "UPDATE accounts SET balance = $1 WHERE id = $2";
      client.run("BEGIN");
      client.sends(
          ScriptedClient.parse("u", update),
          ScriptedClient.bind("", "u", "1", "10"),
          ScriptedClient.execute(""),
          ScriptedClient.bind("", "u", "one", "20"),
          ScriptedClient.execute(""),
          ScriptedClient.bind("", "u", "1", "30"),
          ScriptedClient.execute(""),
          ScriptedClient.parse("", "COMMIT"),
          ScriptedClient.bind("", ""),
          ScriptedClient.execute(""),
          ScriptedClient.sync());
      assertThat(client.untilReady()).isEqualTo("1 2 C(UPDATE 1) E(22P02) Z(E)");
      assertThat(client.runExtended("ROLLBACK")).isEqualTo("1 2 C(ROLLBACK) Z(I)");
      assertThat(balances()).isEqualTo("100 100 100");
    }
  }

  @Test
  void whatStandsBetweenTwoSyncsWithoutABlockStaysOnOneShard() throws Exception {
    try (ScriptedClient client = shop.client()) {
      String update = "UPDATE accounts SET balance = balance + 1 WHERE id = $1";
      client.sends(
          ScriptedClient.parse("u", update),
          ScriptedClient.bind("", "u", "10"),
          ScriptedClient.execute(""),
          ScriptedClient.bind("", "u", "20"),
          ScriptedClient.execute(""),
          ScriptedClient.sync());
      assertThat(client.untilReady()).isEqualTo("1 2 C(UPDATE 1) E(0A000) Z(I)");
      assertThat(balances()).isEqualTo("100 100 100");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "preferQueryMode=simple",
        "preferQueryMode=extended",
        "prepareThreshold=1",
        "autosave=always"
      })
  void aDriverWithoutAutocommitTransfersAndBatches(String mode) throws Exception {
    try (Connection client = shop.connect(mode)) {
      client.setAutoCommit(false);
      for (int round = 0; round < 7; round++) {
        try (PreparedStatement update =
            client.prepareStatement("UPDATE accounts SET balance = balance + ? WHERE id = ?")) {
          for (int key : KEYS) {
            update.setInt(1, 1);
            update.setLong(2, key);
            if (round % 2 == 0) {
              update.addBatch();
            } else {
              assertThat(update.executeUpdate()).isEqualTo(1);
            }
          }
          if (round % 2 == 0) {
            assertThat(update.executeBatch()).containsExactly(1, 1, 1);
          }
        }
        Savepoint savepoint = client.setSavepoint();
        try (Statement statement = client.createStatement()) {
          statement.executeUpdate(add(500, 20));
        }
        client.rollback(savepoint);
        client.commit();
      }
      assertThat(balances()).isEqualTo("107 107 107");
      try (Statement statement = client.createStatement()) {
        statement.executeUpdate(add(500, 20));
        statement.executeUpdate(add(500, 30));
        client.rollback();
      }
      assertThat(balances()).isEqualTo("107 107 107");
    }
  }

  @Test
  void settingsAndPreparedStatementsFollowAndAreTakenBackWithTheTransaction() throws Exception {
    try (ScriptedClient client = shop.client()) {
      client.run("SET application_name = 'before'");
      client.run("BEGIN");
      client.run(add(1, 10));
      client.run("SET application_name = 'within'");
      client.run("SET \"my.own\" = '1'");
      String ask =
          "SELECT current_setting('application_name') || current_setting('my.own') FROM accounts"
              + " WHERE id = ";
      assertThat(client.value(ask + 20)).isEqualTo("within1");
      client.run("SAVEPOINT a");
      client.run("SET \"my.own\" = '2'");
      assertThat(client.value(ask + 30)).isEqualTo("within2");
      assertThat(client.value(ask + 10)).isEqualTo("within2");
      client.run("ROLLBACK TO a");
      for (int key : KEYS) {
        assertThat(client.value(ask + key)).isEqualTo("within1");
      }
      client.run("ROLLBACK");
      for (int key : KEYS) {
        assertThat(
                client.value(
                    "SELECT current_setting('application_name') ||"
                        + " coalesce(nullif(current_setting('my.own', true), ''), '-')"
                        + " FROM accounts WHERE id = "
                        + key))
            .isEqualTo("before-");
      }
      client.run("BEGIN");
      client.run(add(1, 10));
      client.run("SET application_name = 'kept'");
      client.run(add(1, 20));
      client.run("COMMIT");
      for (int key : KEYS) {
        assertThat(
                client.value(
                    "SELECT current_setting('application_name') FROM accounts WHERE id = " + key))
            .isEqualTo("kept");
      }
    }
  }

  @Test
  void aConstraintThatIsCheckedAtTheEndFailsAllWhereverItIs() throws Exception {
    for (int broken = 0; broken < KEYS.length; broken++) {
      try (ScriptedClient client = shop.client()) {
        client.run("BEGIN");
        for (int shard = 0; shard < KEYS.length; shard++) {
          client.run(add(1, KEYS[shard]));
        }
        client.run("INSERT INTO notes VALUES (%d, 1)".formatted(KEYS[broken]));
        client.run("INSERT INTO notes VALUES (%d, 1)".formatted(KEYS[broken]));
        assertThat(client.run("COMMIT")).isEqualTo("E(23505) Z(I)");
        assertThat(client.run("BEGIN")).isEqualTo("C(BEGIN) Z(T)");
        assertThat(client.run("ROLLBACK")).isEqualTo("C(ROLLBACK) Z(I)");
      }
      assertThat(prepared()).isZero();
      assertThat(balances()).isEqualTo("100 100 100");
    }
  }

  @Test
  void onlyWhoHasWrittenIsPrepared() throws Exception {
    String since = shop.ask(0, "SELECT pg_snapshot_xmax(pg_current_snapshot())");
    try (ScriptedClient client = shop.client()) {
      client.run("BEGIN");
      client.run("SELECT * FROM accounts WHERE id = 10");
      client.run(add(1, 20));
      client.run("SELECT * FROM accounts WHERE id = 30");
      assertThat(client.run("COMMIT")).isEqualTo("C(COMMIT) Z(I)");
      assertThat(decisions(since)).containsExactly("0", "0", "0");
      client.run("BEGIN");
      client.run("SELECT * FROM accounts WHERE id = 10");
      client.run(add(1, 20));
      client.run(add(1, 30));
      assertThat(client.run("COMMIT")).isEqualTo("C(COMMIT) Z(I)");
      assertThat(decisions(since)).containsExactly("0", "1", "0");
    }
    assertThat(balances()).isEqualTo("100 102 101");
  }

  /** How many decisions each shard has taken since a transaction. */
  private static List<String> decisions(String since) throws SQLException {
    List<String> all = new ArrayList<>();
    for (int shard = 0; shard < KEYS.length; shard++) {
      all.add(
          shop.ask(
              shard,
              "SELECT count(*) FROM penstock.transactions WHERE xid >= '%s'".formatted(since)));
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "COMMIT AND CHAIN",
        "ROLLBACK AND CHAIN",
        "PREPARE TRANSACTION 'mine'",
        "SET LOCAL work_mem = '1MB'",
        "SET TRANSACTION READ ONLY",
        "LISTEN news",
        "COMMIT; SELECT 1"
      })
  void whatCannotBeDoneOnSeveralShardsIsRefused(String sql) throws Exception {
    try (ScriptedClient client = shop.client()) {
      client.run("BEGIN");
      client.run(add(1, 10));
      client.run(add(1, 20));
      assertThat(client.run(sql)).isEqualTo("E(0A000) Z(E)");
      assertThat(client.run("ROLLBACK")).isEqualTo("C(ROLLBACK) Z(I)");
    }
    assertThat(balances()).isEqualTo("100 100 100");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BEGIN ISOLATION LEVEL REPEATABLE READ",
        "BEGIN ISOLATION LEVEL SERIALIZABLE",
        "BEGIN; SET LOCAL work_mem = '1MB'",
        "BEGIN; LISTEN news"
      })
  void whatDoesNotGoToAnotherShardKeepsItsTransactionOnOne(String begin) throws Exception {
    try (ScriptedClient client = shop.client()) {
      client.run(begin);
      client.run(add(1, 10));
      assertThat(client.run(add(1, 20))).as(client.lastError()).isEqualTo("E(0A000) Z(E)");
      client.run("ROLLBACK");
    }
    assertThat(balances()).isEqualTo("100 100 100");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE accounts SET balance = 1 WHERE id = 20; COMMIT",
        "SAVEPOINT a; UPDATE accounts SET balance = 1 WHERE id = 20",
        "SET LOCAL work_mem = '1MB'; UPDATE accounts SET balance = 1 WHERE id = 20"
      })
  void noQueryEndsTheTransactionOnTheShardThatItGoesToAlone(String sql) throws Exception {
    try (ScriptedClient client = shop.client()) {
      client.run("BEGIN");
      client.run(add(1, 10));
      assertThat(client.run(sql)).isEqualTo("E(0A000) Z(E)");
      assertThat(client.run("COMMIT")).isEqualTo("C(ROLLBACK) Z(I)");
      client.run("BEGIN");
      client.run("SELECT 1 / 0 FROM accounts WHERE id = 10");
      assertThat(client.run("ROLLBACK; " + add(1, 20))).isEqualTo("E(0A000) Z(E)");
      client.run("ROLLBACK");
      client.run("BEGIN");
      client.run(add(1, 10));
      assertThat(client.run("/* penstock: shard=s1 */ COMMIT")).isEqualTo("C(COMMIT) Z(I)");
    }
    assertThat(balances()).isEqualTo("101 100 100");
  }

  @Test
  void aReadOnlyTransactionIsReadOnlyEverywhere() throws Exception {
    try (ScriptedClient client = shop.client()) {
      client.run("BEGIN READ ONLY");
      assertThat(client.value("SELECT balance FROM accounts WHERE id = 10")).isEqualTo("100");
      assertThat(client.value("SELECT balance FROM accounts WHERE id = 20")).isEqualTo("100");
      assertThat(client.run(add(1, 30))).isEqualTo("E(25006) Z(E)");
      client.run("ROLLBACK");
    }
  }

  @Test
  void aClientThatLeavesOrVanishesLeavesNothingBehind() throws Exception {
    for (boolean vanishes : new boolean[] {true, false}) {
      ScriptedClient client = shop.client();
      client.run("BEGIN");
      for (int key : KEYS) {
        client.run(add(1, key));
      }
      if (vanishes) {
        client.vanish();
      } else {
        client.close();
      }
      ProxyFixture.eventually("all backends are back", () -> shop.active() == 0);
      assertThat(balances()).isEqualTo("100 100 100");
      try (ScriptedClient next = shop.client()) {
        for (int key : KEYS) {
          assertThat(next.run(add(0, key))).isEqualTo("C(UPDATE 1) Z(I)");
        }
      }
    }
  }

  @Test
  void aLostBackendEndsTheSessionAndItsTransactionEverywhere() throws Exception {
    for (int lost = 0; lost < 2; lost++) {
      try (ScriptedClient client = shop.client()) {
        client.run("BEGIN");
        client.run(add(1, 10));
        client.run(add(1, 20));
        String ask = "SELECT pg_backend_pid() FROM accounts WHERE id = " + KEYS[lost];
        String process = client.value(ask);
        client.run(add(1, 20));
        shop.execute(lost, "SELECT pg_terminate_backend(" + process + ")");
        assertThat(client.untilEnd()).contains("end");
      }
      ProxyFixture.eventually("all backends are back", () -> shop.active() == 0);
      assertThat(balances()).isEqualTo("100 100 100");
    }
  }

  /** What the client is told, and what is so in the end. */
  @ParameterizedTest
  @CsvSource({
    "0, BEFORE, 'SELECT pg_catalog.pg_current_xact', E(40000) Z(I), 100",
    "1, AFTER, 'SELECT pg_catalog.pg_current_xact', E(40000) Z(I), 100",
    "0, BEFORE, 'SELECT pg_catalog.set_config', E(40000) Z(I), 100",
    "0, AFTER, 'SELECT pg_catalog.set_config', E(40000) Z(I), 100",
    "1, BEFORE, PREPARE, E(40000) Z(I), 100",
    "1, AFTER, PREPARE, E(40000) Z(I), 100",
    "2, AFTER, PREPARE, E(40000) Z(I), 100",
    "0, BEFORE, COMMIT, E(40000) Z(I), 100",
    "0, AFTER, COMMIT, C(COMMIT) Z(I), 101",
    "1, BEFORE, COMMIT PREPARED, N(01000) C(COMMIT) Z(I), 101",
    "1, AFTER, COMMIT PREPARED, N(01000) C(COMMIT) Z(I), 101",
    "2, BEFORE, COMMIT PREPARED, N(01000) C(COMMIT) Z(I), 101"
  })
  void aConnectionThatIsLostInTheMidstOfACommitLeavesAllOrNothing(
      int shard, CuttingRelay.Moment moment, String query, String told, int balance)
      throws Exception {
    try (ScriptedClient client = shop.client()) {
      client.run("BEGIN");
      for (int key : KEYS) {
        client.run(add(1, key));
      }
      shop.relay(shard).cut(moment, query);
      assertThat(client.run("COMMIT")).as(client.lastError()).isEqualTo(told);
      assertThat(client.run(add(0, 10))).isEqualTo("C(UPDATE 1) Z(I)");
    }
    ProxyFixture.eventually("nothing is prepared", () -> prepared() == 0);
    assertThat(balances()).isEqualTo("%1$d %1$d %1$d".formatted(balance));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 'SELECT pg_catalog.pg_current_xact'",
    "0, 'SELECT pg_catalog.set_config'",
    "1, PREPARE",
    "0, COMMIT",
    "1, COMMIT PREPARED"
  })
  void aCommitGoesOnWithoutItsClient(int shard, String query) throws Exception {
    ScriptedClient client = shop.client();
    client.run("BEGIN");
    for (int key : KEYS) {
      client.run(add(1, key));
    }
    shop.relay(shard).cut(CuttingRelay.Moment.NEVER, query, client::vanish);
    client.sends(ScriptedClient.query("COMMIT"));
    ProxyFixture.eventually("it is committed", () -> balancesAre("101 101 101"));
    ProxyFixture.eventually("all backends are back", () -> shop.active() == 0);
  }

  private boolean balancesAre(String expected) {
    try {
      return balances().equals(expected);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, BEFORE, COMMIT, 100",
    "0, AFTER, COMMIT, 101",
    "1, AFTER, PREPARE, 100",
    "2, BEFORE, COMMIT PREPARED, 101"
  })
  void whatAProxyHasLeftPreparedTheNextOneFinishes(
      int shard, CuttingRelay.Moment moment, String query, int balance) throws Exception {
    ScriptedClient client = shop.client();
    client.run("BEGIN");
    for (int key : KEYS) {
      client.run(add(1, key));
    }
    // Nobody is there any more when the connection is cut.
    var seen = shop.relay(shard).cut(moment, query, () -> shop.relay(shard).refuse());
    client.sends(ScriptedClient.query("COMMIT"));
    seen.await();
    shop.restart();
    shop.relay(shard).accept(true);
    ProxyFixture.eventually("nothing is prepared", () -> prepared() == 0);
    ProxyFixture.eventually(
        "all or nothing", () -> balancesAre("%1$d %1$d %1$d".formatted(balance)));
    client.close();
  }

  @Test
  void aClientIsToldThatNobodyKnowsWhenTheShardThatDecidesStaysAway() throws Exception {
    try (ScriptedClient client = shop.client()) {
      client.run("BEGIN");
      for (int key : KEYS) {
        client.run(add(1, key));
      }
      shop.relay(0).cut(CuttingRelay.Moment.AFTER, "COMMIT", shop.relay(0)::refuse);
      client.sends(ScriptedClient.query("COMMIT"));
      assertThat(client.isSilent(25_000)).isFalse();
      assertThat(client.untilReady()).isEqualTo("E(08007) Z(I)");
      assertThat(balances()).isEqualTo("101 100 100");
      assertThat(prepared()).isEqualTo(2);
      assertThat(client.value("SELECT balance FROM accounts WHERE id = 20")).isEqualTo("100");
      shop.relay(0).accept(true);
      ProxyFixture.eventually("it is committed", () -> balancesAre("101 101 101"));
    }
  }

  @Test
  void aCancelReachesTheShardThatWorksAndATimeoutEndsAll() throws Exception {
    try (ScriptedClient client = shop.client()) {
      client.run("BEGIN");
      client.run(add(1, 10));
      client.run(add(1, 30));
      client.sends(ScriptedClient.query("SELECT pg_sleep(60) FROM accounts WHERE id = 20"));
      ProxyFixture.eventually("it sleeps", () -> sleeps(1));
      client.cancel();
      assertThat(client.untilReady()).endsWith("E(57014) Z(E)");
      assertThat(client.run("COMMIT")).isEqualTo("C(ROLLBACK) Z(I)");
    }
    try (ShardedDatabase hasty =
            ShardedDatabase.start(
                    2,
                    "two-phase: true\n      tables: [{name: accounts, key: id}]\n"
                        + "      pins: [{key: '10', shard: s0}, {key: '20', shard: s1}]",
                    "size: 5, idle-in-transaction-timeout: 300ms",
                    "CREATE TABLE accounts (id bigint PRIMARY KEY, balance int NOT NULL)",
                    "INSERT INTO accounts VALUES (10, 0), (20, 0)")
                .awaitTwoPhase();
        ScriptedClient client = hasty.client()) {
      client.run("BEGIN");
      client.run(add(1, 10));
      client.run(add(1, 20));
      assertThat(client.untilEnd()).isEqualTo("E(25P03) end");
      ProxyFixture.eventually("all backends are back", () -> hasty.active() == 0);
      assertThat(hasty.ask(0, "SELECT balance FROM accounts WHERE id = 10")).isEqualTo("0");
    }
  }

  private boolean sleeps(int shard) {
    try {
      return shop.ask(
              shard,
              "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND"
                  + " query LIKE 'SELECT pg_sleep%' AND state = 'active'")
          .equals("1");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aDatabaseWithoutTwoPhaseRefusesTheSecondShard() throws Exception {
    try (ShardedDatabase other =
            ShardedDatabase.start(
                2,
                "tables: [{name: accounts, key: id}]\n"
                    + "      pins: [{key: '10', shard: s0}, {key: '20', shard: s1}]",
                "size: 5",
                "CREATE TABLE accounts (id bigint PRIMARY KEY, balance int NOT NULL)");
        Connection client = other.connect();
        Statement statement = client.createStatement()) {
      client.setAutoCommit(false);
      statement.executeUpdate(add(1, 10));
      assertThatThrownBy(() -> statement.executeUpdate(add(1, 20)))
          .hasMessageContaining("for shard s1");
    }
  }

  @Test
  void backendsThatAreHeldByEachOtherEndInAnError() throws Exception {
    try (ScriptedClient blocker = shop.client()) {
      ScriptedClient[] holders = new ScriptedClient[5];
      for (int i = 0; i < holders.length; i++) {
        holders[i] = shop.client();
        holders[i].run("BEGIN");
        holders[i].run("SELECT * FROM accounts WHERE id = 20");
      }
      blocker.run("BEGIN");
      blocker.run(add(1, 10));
      assertThat(blocker.run(add(1, 20))).startsWith("E(53").endsWith("Z(E)");
      assertThat(blocker.run(add(1, 10))).isEqualTo("E(25P02) Z(E)");
      assertThat(blocker.run("ROLLBACK")).isEqualTo("C(ROLLBACK) Z(I)");
      for (ScriptedClient holder : holders) {
        holder.close();
      }
    }
    assertThat(balances()).isEqualTo("100 100 100");
  }

  @Test
  void aCursorOfTheDriverIsReadOnWhileTheTransactionIsElsewhere() throws Exception {
    try (Connection client = shop.connect("defaultRowFetchSize=2")) {
      client.setAutoCommit(false);
      try (Statement reading = client.createStatement();
          Statement writing = client.createStatement();
          ResultSet rows =
              reading.executeQuery(
                  "SELECT n FROM accounts, generate_series(1, 5) AS n WHERE id = 10")) {
        int read = 0;
        while (rows.next()) {
          read++;
          writing.executeUpdate(add(1, read % 2 == 0 ? 20 : 30));
        }
        assertThat(read).isEqualTo(5);
      }
      client.commit();
    }
    assertThat(balances()).isEqualTo("100 102 103");
  }
}
