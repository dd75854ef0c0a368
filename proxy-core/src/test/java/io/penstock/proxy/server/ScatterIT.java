package io.penstock.proxy.server;

import static io.penstock.proxy.server.ScriptedClient.bind;
import static io.penstock.proxy.server.ScriptedClient.describe;
import static io.penstock.proxy.server.ScriptedClient.execute;
import static io.penstock.proxy.server.ScriptedClient.parse;
import static io.penstock.proxy.server.ScriptedClient.query;
import static io.penstock.proxy.server.ScriptedClient.sync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.wire.frontend.Describe;
import io.penstock.wire.frontend.Execute;
import io.penstock.wire.frontend.Target;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;

/** Statements that need the rows of all shards: streamed, merged, or finished on one of them. */
@Timeout(120)
class ScatterIT {
  private static final String COUNT = "SELECT count(*) FROM orders";
  private static final String ORDERED = "SELECT id, note FROM orders ORDER BY id";
  private static final String ALL = "SELECT id FROM orders";

  private ShardedDatabase shop;

  @BeforeEach
  void start() throws Exception {
    shop =
        ShardedDatabase.start(
            3,
            "tables: [{name: orders, key: customer_id}]\n      max-gathered: 256KB",
            "size: 4",
            "CREATE TABLE orders (customer_id bigint, id int, note text)");
    try (Connection client = shop.connect("socketTimeout=30");
        PreparedStatement insert =
            client.prepareStatement("INSERT INTO orders VALUES (?, ?, 'note ' || ?::int)")) {
      for (int i = 0; i < 300; i++) {
        insert.setLong(1, i % 50);
        insert.setInt(2, i);
        insert.setInt(3, i);
        insert.executeUpdate();
      }
    }
  }

  @AfterEach
  void close() {
    shop.close();
  }

  private static List<Integer> numbers(ResultSet rows) throws SQLException {
    List<Integer> numbers = new ArrayList<>();
    while (rows.next()) {
      numbers.add(rows.getInt(1));
    }
    return numbers;
  }

  private static List<Integer> upTo(int end) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < end; i++) {
      numbers.add(i);
    }
    return numbers;
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
  void rowsOfAllShardsComeInEveryProtocol(String mode) throws Exception {
    try (Connection client = shop.connect(mode);
        PreparedStatement count = client.prepareStatement(COUNT);
        PreparedStatement ordered = client.prepareStatement(ORDERED);
        PreparedStatement all = client.prepareStatement(ALL);
        PreparedStatement some =
            client.prepareStatement("SELECT id FROM orders WHERE id < ? ORDER BY id")) {
      for (int round = 0; round < 7; round++) {
        assertThat(numbers(count.executeQuery())).containsExactly(300);
        assertThat(numbers(ordered.executeQuery())).isEqualTo(upTo(300));
        assertThat(numbers(all.executeQuery())).containsExactlyInAnyOrderElementsOf(upTo(300));
        some.setInt(1, 10 * round);
        assertThat(numbers(some.executeQuery())).isEqualTo(upTo(10 * round));
      }
      assertThat(ordered.getMetaData().getColumnCount()).isEqualTo(2);
    }
  }

  @Test
  void framesAreAnsweredAsByOneServer() {
    try (ScriptedClient client = shop.client()) {
      assertThat(client.run(COUNT)).isEqualTo("T(1) D(300) C(SELECT 1) Z(I)");
      assertThat(client.run("SELECT id, note FROM orders WHERE id < 2 ORDER BY id"))
          .isEqualTo("T(2) D(0,note 0) D(1,note 1) C(SELECT 2) Z(I)");
      assertThat(client.run("SELECT id FROM orders WHERE id < 0 ORDER BY id"))
          .isEqualTo("T(1) C(SELECT 0) Z(I)");
      assertThat(client.run("SELECT id FROM orders WHERE id < 0"))
          .isEqualTo("T(1) C(SELECT 0) Z(I)");
      assertThat(client.runExtended("SELECT id FROM orders WHERE id = $1::int ORDER BY id", "7"))
          .isEqualTo("1 2 D(7) C(SELECT 1) Z(I)");
      assertThat(
              client
                  .sends(
                      parse("", COUNT),
                      bind("", ""),
                      new Describe(Target.PORTAL, ""),
                      execute(""),
                      sync())
                  .untilReady())
          .isEqualTo("1 2 T(1) D(300) C(SELECT 1) Z(I)");
      assertThat(client.sends(parse("s", ORDERED), describe("s"), sync()).untilReady())
          .isEqualTo("1 t[] T(2) Z(I)");
      assertThat(client.sends(bind("", "s"), new Execute("", 2), sync()).untilReady())
          .isEqualTo("2 D(0,note 0) D(1,note 1) s Z(I)");
      assertThat(client.sends(parse("n", COUNT), bind("", "n"), execute(""), sync()).untilReady())
          .isEqualTo("1 2 D(300) C(SELECT 1) Z(I)");
      assertThat(client.sends(bind("", "n"), execute(""), sync()).untilReady())
          .isEqualTo("2 D(300) C(SELECT 1) Z(I)");
    }
  }

  @Test
  void aStatementMayBeDescribedInTheMidstOfItsExchange() {
    String one = "SELECT id FROM orders WHERE id = $1 ORDER BY id";
    try (ScriptedClient client = shop.client()) {
      assertThat(
              client
                  .sends(parse("d", one), describe("d"), bind("", "d", "7"), execute(""), sync())
                  .untilReady())
          .isEqualTo("1 t[23] T(1) 2 D(7) C(SELECT 1) Z(I)");
      assertThat(client.sends(describe("d"), bind("", "d", "8"), execute(""), sync()).untilReady())
          .isEqualTo("t[23] T(1) 2 D(8) C(SELECT 1) Z(I)");
    }
  }

  @Test
  void anExchangeThatParsesOneStatementAndBindsAnotherKeepsThemApart() {
    try (ScriptedClient client = shop.client()) {
      client.sends(parse("a", COUNT), sync()).untilReady();
      assertThat(client.sends(parse("b", ALL), bind("", "a"), execute(""), sync()).untilReady())
          .isEqualTo("1 2 D(300) C(SELECT 1) Z(I)");
      assertThat(client.sends(bind("", "a"), execute(""), sync()).untilReady())
          .isEqualTo("2 D(300) C(SELECT 1) Z(I)");
      assertThat(client.sends(bind("", "b"), execute(""), sync()).untilReady())
          .endsWith("C(SELECT 300) Z(I)");
    }
  }

  @Test
  void aShardWhoseColumnsAreOthersIsRefusedInsteadOfMisread() throws Exception {
    shop.execute(2, "ALTER TABLE orders ALTER id TYPE bigint");
    try (ScriptedClient client = shop.client()) {
      for (String sql : List.of(ALL, ORDERED, "SELECT count(DISTINCT id) FROM orders")) {
        assertThat(client.run(sql)).endsWith("E(0A000) Z(I)");
        assertThat(client.lastError()).contains("shard s2 has other columns");
      }
    }
  }

  @Test
  void framesThatComeByteByByteAreAnsweredTheSame() {
    try (ScriptedClient client = shop.client().byteByByte()) {
      assertThat(client.run(COUNT)).isEqualTo("T(1) D(300) C(SELECT 1) Z(I)");
      assertThat(client.runExtended("SELECT id FROM orders WHERE id = $1::int ORDER BY id", "7"))
          .isEqualTo("1 2 D(7) C(SELECT 1) Z(I)");
    }
  }

  @Test
  void severalQueriesInOneWriteAreAnsweredInTurn() {
    try (ScriptedClient client = shop.client()) {
      assertThat(
              client
                  .sends(
                      query(COUNT),
                      query("SELECT note FROM orders WHERE customer_id = 7 AND id = 7"),
                      query(COUNT))
                  .untilReady(3))
          .isEqualTo(
              "T(1) D(300) C(SELECT 1) Z(I) T(1) D(note 7) C(SELECT 1) Z(I)"
                  + " T(1) D(300) C(SELECT 1) Z(I)");
    }
  }

  @Test
  void anErrorOnOneShardIsTheStatementsAndNamesTheShard() {
    try (ScriptedClient client = shop.client()) {
      assertThat(client.run("SELECT 10 / (id - 299) FROM orders")).endsWith("E(22012) Z(I)");
      assertThat(client.run("SELECT nothing FROM orders")).isEqualTo("E(42703) Z(I)");
      assertThat(client.runExtended("SELECT nothing FROM orders ORDER BY id"))
          .isEqualTo("E(42703) Z(I)");
      assertThat(client.run(COUNT)).isEqualTo("T(1) D(300) C(SELECT 1) Z(I)");
    }
    assertThat(shop.active()).isZero();
  }

  @Test
  void aTransactionSeesItsOwnWritesAndStaysWhereItIs() throws Exception {
    try (ScriptedClient client = shop.client()) {
      assertThat(client.run("BEGIN")).isEqualTo("C(BEGIN) Z(T)");
      assertThat(client.run(COUNT)).isEqualTo("T(1) D(300) C(SELECT 1) Z(T)");
      assertThat(client.run("INSERT INTO orders VALUES (7, 1000, 'new')"))
          .isEqualTo("C(INSERT 0 1) Z(T)");
      assertThat(client.run(COUNT)).isEqualTo("T(1) D(301) C(SELECT 1) Z(T)");
      assertThat(client.run("SELECT id FROM orders WHERE id > 298 ORDER BY id"))
          .isEqualTo("T(1) D(299) D(1000) C(SELECT 2) Z(T)");
      assertThat(client.run("ROLLBACK")).isEqualTo("C(ROLLBACK) Z(I)");
      assertThat(client.run(COUNT)).isEqualTo("T(1) D(300) C(SELECT 1) Z(I)");
    }
  }

  @Test
  void aStatementThatFailsFailsItsTransaction() {
    try (ScriptedClient client = shop.client()) {
      client.run("BEGIN");
      assertThat(client.run("SELECT 10 / (id - 299) FROM orders")).endsWith("E(22012) Z(E)");
      assertThat(client.run("SELECT 1")).isEqualTo("E(25P02) Z(E)");
      assertThat(client.run("ROLLBACK")).isEqualTo("C(ROLLBACK) Z(I)");
      client.run("BEGIN");
      client.run("INSERT INTO orders VALUES (7, 1000, 'new')");
      assertThat(client.run("SELECT 10 / (id - 299) FROM orders")).endsWith("E(22012) Z(E)");
      assertThat(client.run(COUNT)).isEqualTo("E(25P02) Z(E)");
      assertThat(client.run("COMMIT")).isEqualTo("C(ROLLBACK) Z(I)");
      assertThat(client.run(COUNT)).isEqualTo("T(1) D(300) C(SELECT 1) Z(I)");
    }
  }

  @Test
  void oneSnapshotIsNotPromisedWhereThereIsNone() {
    try (ScriptedClient client = shop.client()) {
      client.run("BEGIN ISOLATION LEVEL REPEATABLE READ");
      assertThat(client.run(COUNT)).isEqualTo("E(0A000) Z(E)");
      assertThat(client.lastError()).contains("repeatable read");
      client.run("ROLLBACK");
      client.run("BEGIN");
      client.run("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE");
      assertThat(client.run(COUNT)).isEqualTo("E(0A000) Z(E)");
      assertThat(client.lastError()).contains("serializable");
      client.run("ROLLBACK");
    }
  }

  @Test
  void driversThatBeginInTheSamePipelineAreServed() throws Exception {
    try (Connection client = shop.connect("socketTimeout=30");
        Statement statement = client.createStatement()) {
      client.setAutoCommit(false);
      for (int round = 0; round < 3; round++) {
        assertThat(numbers(statement.executeQuery(COUNT))).containsExactly(300);
        assertThat(numbers(statement.executeQuery(ORDERED))).isEqualTo(upTo(300));
        client.commit();
      }
    }
  }

  @Test
  void rowsFetchedInPartsInATransactionComeFromTheShardThatFinishes() throws Exception {
    try (Connection client = shop.connect("socketTimeout=30")) {
      client.setAutoCommit(false);
      try (Statement statement = client.createStatement()) {
        statement.setFetchSize(7);
        assertThat(numbers(statement.executeQuery(COUNT))).containsExactly(300);
      }
      client.rollback();
    }
  }

  @Test
  void whatTakesTooMuchMemoryIsRefusedAndGivesAllBack() throws Exception {
    shop.execute(
        0, "INSERT INTO orders SELECT 1000, n, repeat('x', 1000) FROM generate_series(1, 1000) n");
    try (Connection client = shop.connect("socketTimeout=30");
        Statement statement = client.createStatement()) {
      assertThatThrownBy(() -> statement.executeQuery("SELECT string_agg(note, ',') FROM orders"))
          .isInstanceOf(PSQLException.class)
          .hasMessageContaining("max-gathered");
      assertThat(numbers(statement.executeQuery(COUNT))).containsExactly(1300);
    }
  }

  @Test
  void aCancelReachesAllShards() throws Exception {
    try (Connection client = shop.connect("socketTimeout=30");
        Statement statement = client.createStatement()) {
      CompletableFuture<Void> cancel =
          CompletableFuture.runAsync(() -> {
            ProxyFixture.eventually(
                "it runs on all shards",
                () -> {
                  try {
                    return shop.ask(
                            0,
                            "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query"
                                + " LIKE '%pg_sleep(60%' AND pid <> pg_backend_pid()")
                        .equals("3");
                  } catch (SQLException e) {
                    throw new AssertionError(e);
                  }
                });
            try {
              statement.cancel();
            } catch (SQLException e) {
              throw new AssertionError(e);
            }
          });
      assertThatThrownBy(() ->
              statement.executeQuery(
                  "SELECT pg_sleep(60), id FROM orders WHERE id < 100 ORDER BY id"))
          .isInstanceOf(PSQLException.class)
          .hasMessageContaining("canceling statement");
      cancel.join();
      assertThat(numbers(statement.executeQuery(COUNT))).containsExactly(300);
    }
    ProxyFixture.eventually("all backends are back", () -> shop.active() == 0);
  }

  @Test
  void aClientThatLeavesGivesAllBack() throws Exception {
    ScriptedClient client = shop.client();
    client.sends(query("SELECT pg_sleep(60), id FROM orders WHERE id < 100 ORDER BY id"));
    ProxyFixture.eventually("three backends work", () -> shop.active() == 3);
    client.close();
    ProxyFixture.eventually("all backends are back", () -> shop.active() == 0);
  }

  @Test
  void aKilledBackendFailsTheStatementAndNothingElse() throws Exception {
    try (ScriptedClient client = shop.client();
        ScriptedClient other = shop.client()) {
      client.sends(query("SELECT pg_sleep(60), id FROM orders WHERE id < 100 ORDER BY id"));
      ProxyFixture.eventually("three backends work", () -> shop.active() == 3);
      shop.execute(
          1,
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ="
              + " current_database() AND query LIKE '%pg_sleep(60%' AND pid <> pg_backend_pid()");
      assertThat(client.untilReady()).matches("E\\((57P01|08006)\\) Z\\(I\\)");
      assertThat(other.run(COUNT)).isEqualTo("T(1) D(300) C(SELECT 1) Z(I)");
      assertThat(client.run(COUNT)).isEqualTo("T(1) D(300) C(SELECT 1) Z(I)");
    }
  }

  @Test
  void moreSessionsThanBackendsTakeTurns() throws Exception {
    List<CompletableFuture<Void>> clients = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      clients.add(
          CompletableFuture.runAsync(() -> {
            try (Connection client = shop.connect("socketTimeout=30");
                Statement statement = client.createStatement()) {
              for (int round = 0; round < 20; round++) {
                assertThat(numbers(statement.executeQuery(ORDERED))).isEqualTo(upTo(300));
                assertThat(numbers(statement.executeQuery(COUNT))).containsExactly(300);
              }
            } catch (SQLException e) {
              throw new AssertionError(e);
            }
          }));
    }
    clients.forEach(CompletableFuture::join);
  }

  @Test
  void settingsFollowToAllShards() {
    try (ScriptedClient client = shop.client()) {
      client.run("SET search_path = nowhere");
      assertThat(client.run(COUNT)).matches("E\\((0A000|42P01)\\) Z\\(I\\)");
      client.run("SET search_path = public");
      assertThat(client.run("SET bytea_output = 'escape'")).isEqualTo("C(SET) Z(I)");
      assertThat(client.run("SELECT '\\x41'::bytea, id FROM orders WHERE id < 3 ORDER BY id"))
          .isEqualTo("T(2) D(A,0) D(A,1) D(A,2) C(SELECT 3) Z(I)");
    }
  }

  @Test
  void aClientThatReadsSlowlyHoldsTheShardsBack() throws Exception {
    shop.execute(
        0, "INSERT INTO orders SELECT 1000, n, repeat('x', 1000) FROM generate_series(1, 30000) n");
    shop.execute(
        1, "INSERT INTO orders SELECT 1000, n, repeat('x', 1000) FROM generate_series(1, 30000) n");
    try (ScriptedClient client = ScriptedClient.connect(shop.port(), "postgres", "shop", 4096)) {
      client.sends(query("SELECT id, note FROM orders WHERE customer_id < 2000 ORDER BY id"));
      ProxyFixture.eventually("three backends work", () -> shop.active() == 3);
      try (ScriptedClient other = shop.client()) {
        assertThat(other.run("SELECT id FROM orders WHERE id = 7 AND customer_id < 99 ORDER BY id"))
            .isEqualTo("T(1) D(7) C(SELECT 1) Z(I)");
      }
      assertThat(client.countUntilReady()).isEqualTo(60_300);
    }
  }

  @Test
  void aShutdownLetsAStatementOfSeveralShardsFinish() throws Exception {
    try (ScriptedClient client = shop.client()) {
      client.sends(query("SELECT pg_sleep(0.01), id FROM orders ORDER BY id"));
      ProxyFixture.eventually("three backends work", () -> shop.active() == 3);
      CompletableFuture<Void> drained =
          CompletableFuture.runAsync(
              () -> assertThat(shop.proxy().drain(Duration.ofSeconds(20))).isTrue());
      assertThat(client.countUntilReady()).isEqualTo(300);
      drained.join();
    }
  }
}
