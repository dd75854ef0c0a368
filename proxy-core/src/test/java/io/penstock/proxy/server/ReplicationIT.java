package io.penstock.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/** Replication connections through the proxy. */
class ReplicationIT {
  private static final int BIG_ROWS = 20_000;

  private ProxyFixture proxy;

  @BeforeEach
  void start() throws SQLException {
    proxy = ProxyFixture.start("size: 2", "limits: {max-clients-per-user: 2}");
    proxy.execute(
        "CREATE TABLE changes (n int, filling text)", "CREATE PUBLICATION p FOR TABLE changes");
  }

  @AfterEach
  void close() {
    proxy.close();
  }

  private Connection replicating(String mode, String... more) throws SQLException {
    return proxy.connect(
        "replication=" + mode,
        "assumeMinServerVersion=10",
        "preferQueryMode=simple",
        String.join("&", more));
  }

  private String slot() {
    return "slot_of_" + proxy.database();
  }

  @Test
  void aSubscriberReadsWhatWasChangedHoweverMuch() throws Exception {
    try (Connection connection = replicating("database")) {
      PGConnection replicating = connection.unwrap(PGConnection.class);
      replicating
          .getReplicationAPI()
          .createReplicationSlot()
          .logical()
          .withSlotName(slot())
          .withOutputPlugin("pgoutput")
          .withTemporaryOption()
          .make();
      proxy.execute(
          "INSERT INTO changes SELECT n, repeat('x', 500) FROM generate_series(1, %d) n"
              .formatted(BIG_ROWS));
      try (PGReplicationStream stream =
          replicating
              .getReplicationAPI()
              .replicationStream()
              .logical()
              .withSlotName(slot())
              .withSlotOption("proto_version", 1)
              .withSlotOption("publication_names", "p")
              .start()) {
        int inserts = 0;
        byte type = 0;
        while (type != 'C') {
          ByteBuffer message = stream.read();
          type = message.get(message.position());
          if (type == 'I') {
            inserts++;
          }
        }
        assertThat(inserts).isEqualTo(BIG_ROWS);
        stream.setAppliedLSN(stream.getLastReceiveLSN());
        stream.setFlushedLSN(stream.getLastReceiveLSN());
        stream.forceUpdateStatus();
        String received = stream.getLastReceiveLSN().asString();
        ProxyFixture.eventually(
            "the server hears how far the client is",
            () ->
                "t"
                    .equals(
                        ask(
                            "SELECT confirmed_flush_lsn >= '"
                                + received
                                + "' FROM"
                                + " pg_replication_slots WHERE slot_name = '"
                                + slot()
                                + "'")));
      }
    }
    ProxyFixture.eventually(
        "the walsender is gone",
        () ->
            "0"
                .equals(
                    ask(
                        "SELECT count(*) FROM pg_replication_slots WHERE slot_name = '"
                            + slot()
                            + "'")));
    proxy.verifyNothingLeft();
  }

  @Test
  void aStandbyReceivesTheLog() throws Exception {
    LogSequenceNumber from = LogSequenceNumber.valueOf(ask("SELECT pg_current_wal_lsn()"));
    try (Connection connection = replicating("true");
        PGReplicationStream stream =
            connection
                .unwrap(PGConnection.class)
                .getReplicationAPI()
                .replicationStream()
                .physical()
                .withStartPosition(from)
                .start()) {
      proxy.execute("INSERT INTO changes VALUES (1, 'found in the log')");
      StringBuilder log = new StringBuilder();
      while (log.indexOf("found in the log") < 0) {
        log.append(StandardCharsets.ISO_8859_1.decode(stream.read()));
      }
    }
    proxy.verifyNothingLeft();
  }

  @Test
  void settingsOfTheStartupMessageReachTheServer() throws Exception {
    try (Connection connection = replicating("database", "ApplicationName=standby-7");
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery("SHOW application_name")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("standby-7");
    }
  }

  @Test
  void theCancelKeyCancelsWhatRunsThere() throws Exception {
    try (Connection connection = replicating("database");
        Statement statement = connection.createStatement()) {
      CompletableFuture<String> failed =
          CompletableFuture.supplyAsync(() -> {
            try {
              statement.execute("SELECT pg_sleep(60)");
              return "none";
            } catch (SQLException e) {
              return String.valueOf(e.getSQLState());
            }
          });
      ProxyFixture.eventually(
          "it sleeps",
          () ->
              "1"
                  .equals(
                      ask(
                          "SELECT count(*) FROM pg_stat_activity WHERE datname = '"
                              + proxy.database()
                              + "' AND wait_event = 'PgSleep'")));
      assertThatThrownBy(() -> failed.get(1, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      statement.cancel();
      assertThat(failed.get(10, TimeUnit.SECONDS)).isEqualTo("57014");
    }
  }

  @Test
  void theyCountAsClientsUntilTheyEnd() throws Exception {
    try (Connection first = replicating("database");
        Connection second = replicating("database")) {
      assertThatThrownBy(() -> replicating("database").close())
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("53300"));
      assertThat(first.isClosed() || second.isClosed()).isFalse();
    }
    ProxyFixture.eventually(
        "there is room again",
        () -> {
          try {
            replicating("database").close();
            return true;
          } catch (SQLException stillFull) {
            return false;
          }
        });
  }

  @Test
  void whomTheServerRefusesIsToldItsError() throws SQLException {
    proxy.execute(
        "DO $$ BEGIN CREATE ROLE bob LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
    assertThatThrownBy(() ->
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/%s?user=bob&sslmode=disable&replication=database&assumeMinServerVersion=10"
                    .formatted(proxy.port(), proxy.database())))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("permission denied to start WAL sender");
  }

  private String ask(String query) {
    try {
      return proxy.ask(query);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
