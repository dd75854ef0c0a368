package io.penstock.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ConfigLoader;
import io.penstock.embedded.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.util.PSQLException;

/**
 * What a server and its users need for transactions over several shards, and who says what lacks.
 */
@Timeout(120)
class TwoPhaseSetupIT {
  private static final String[] TABLE = {
    "CREATE SCHEMA penstock",
    "CREATE TABLE penstock.transactions (gid text PRIMARY KEY,"
        + " committed boolean NOT NULL DEFAULT true,"
        + " xid xid8 NOT NULL DEFAULT pg_current_xact_id(),"
        + " at timestamptz NOT NULL DEFAULT now())",
    "GRANT USAGE ON SCHEMA penstock TO PUBLIC",
    "GRANT INSERT (gid) ON penstock.transactions TO PUBLIC",
    "GRANT ALL ON penstock.transactions TO keeper"
  };

  private final PostgresServer server =
      PostgresServer.builder().name("unprepared").setting("max_prepared_transactions", "0").start();

  private CuttingRelay relay;
  private ProxyServer proxy;

  @BeforeEach
  void start() throws Exception {
    server.execute("CREATE ROLE app LOGIN", "CREATE ROLE keeper LOGIN");
    for (String shard : List.of("s0", "s1")) {
      server.execute("CREATE DATABASE " + shard);
      server.executeIn(
          shard,
          "CREATE TABLE accounts (id bigint PRIMARY KEY, balance int NOT NULL)",
          "INSERT INTO accounts VALUES (%s, 100)".formatted(shard.equals("s0") ? "10" : "20"),
          "GRANT ALL ON accounts TO app");
    }
    relay = new CuttingRelay(server.port());
  }

  private void serve(String firstUser) throws InterruptedException {
    proxy =
        ProxyServer.start(
            ConfigLoader.parse(
                """
                listen: {port: 0, event-loops: 2}
                authentication: {rules: [{address: 127.0.0.1/32, method: trust}]}
                users:
                  %s: {password: unused}
                  app: {password: unused}
                databases:
                  shop:
                    sharding:
                      two-phase: true
                      shards:
                        - {name: s0, dbname: s0, nodes: [{name: a, host: 127.0.0.1, port: %d}]}
                        - {name: s1, dbname: s1, nodes: [{name: b, host: 127.0.0.1, port: %d}]}
                      tables: [{name: accounts, key: id}]
                      pins: [{key: '10', shard: s0}, {key: '20', shard: s1}]
                """
                    .formatted(firstUser, server.port(), relay.port())));
  }

  @AfterEach
  void close() {
    if (proxy != null) {
      proxy.close();
    }
    relay.close();
    server.close();
  }

  private Connection connect() throws SQLException {
    Connection client =
        DriverManager.getConnection(
            "jdbc:postgresql://127.0.0.1:%d/shop?user=app&sslmode=disable"
                .formatted(proxy.address().getPort()));
    client.setAutoCommit(false);
    return client;
  }

  /** The error of a transfer, or an empty text. */
  private String transfer() throws SQLException {
    try (Connection client = connect();
        Statement statement = client.createStatement()) {
      try {
        statement.executeUpdate("UPDATE accounts SET balance = balance - 1 WHERE id = 10");
        statement.executeUpdate("UPDATE accounts SET balance = balance + 1 WHERE id = 20");
        client.commit();
        return "";
      } catch (PSQLException e) {
        return e.getSQLState() + " " + e.getServerErrorMessage().getDetail();
      }
    }
  }

  private void awaitError(String words) {
    ProxyFixture.eventually(
        "a transfer that ends with: " + words,
        () -> {
          try {
            String error = transfer();
            return words.isEmpty() ? error.isEmpty() : error.contains(words);
          } catch (SQLException e) {
            throw new AssertionError(e);
          }
        });
  }

  private void allowPreparing() throws SQLException {
    server.execute("ALTER SYSTEM SET max_prepared_transactions = 10");
    server.stop();
    server.start();
  }

  private String balance(String shard) throws SQLException {
    try (Connection direct = server.connect(shard);
        Statement statement = direct.createStatement();
        ResultSet rows = statement.executeQuery("SELECT balance FROM accounts")) {
      rows.next();
      return rows.getString(1);
    }
  }

  @Test
  void aServerThatPreparesNothingIsToldSoUntilItDoes() throws Exception {
    serve("postgres");
    awaitError("0A000 Shard s0: max_prepared_transactions is 0");
    assertThat(balance("s0")).isEqualTo("100");
    allowPreparing();
    awaitError("");
    assertThat(List.of(balance("s0"), balance("s1"))).containsExactly("99", "101");
  }

  @Test
  void aUserWhoMayNotMakeTheTableIsToldSoAndFinishesWhatIsLeftForThoseItBelongsTo()
      throws Exception {
    allowPreparing();
    serve("keeper");
    awaitError("0A000 Shard s0: the table penstock.transactions cannot be made");
    for (String shard : List.of("s0", "s1")) {
      server.executeIn(shard, TABLE);
    }
    server.execute("GRANT app TO keeper");
    awaitError("");
    String before = balance("s1");
    var seen = relay.cut(CuttingRelay.Moment.BEFORE, "COMMIT PREPARED");
    assertThat(transfer()).isEmpty();
    seen.await();
    ProxyFixture.eventually(
        "the part that was left is committed",
        () -> {
          try {
            return !balance("s1").equals(before);
          } catch (SQLException e) {
            throw new AssertionError(e);
          }
        });
    assertThat(Integer.parseInt(balance("s0")) + Integer.parseInt(balance("s1"))).isEqualTo(200);
  }
}
