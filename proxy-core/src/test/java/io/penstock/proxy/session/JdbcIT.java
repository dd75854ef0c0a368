package io.penstock.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.proxy.server.ProxyFixture;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What a program does through pgjdbc, prepared on the server from the first execution on. */
class JdbcIT {
  private static ProxyFixture proxy;

  @BeforeAll
  static void start() throws SQLException {
    proxy = ProxyFixture.start("size: 2, max-prepared-statements: 5");
    proxy.execute("CREATE TABLE t(id int GENERATED ALWAYS AS IDENTITY, a int, b text)");
  }

  @AfterEach
  void nothingIsLeft() throws SQLException {
    proxy.verifyNothingLeft();
    proxy.execute("TRUNCATE t");
  }

  @AfterAll
  static void stop() {
    proxy.close();
  }

  private static Connection connect() throws SQLException {
    return proxy.connect("prepareThreshold=1");
  }

  @Test
  void manyStatementsArePreparedOnceAndUsedOnAnyBackend() throws SQLException {
    try (Connection a = connect();
        Connection b = connect();
        Statement holder = b.createStatement()) {
      b.setAutoCommit(false);
      for (int round = 0; round < 30; round++) {
        if (round % 3 == 0) {
          holder.execute("SELECT 1");
        }
        for (int i = 0; i < 8; i++) {
          try (PreparedStatement statement = a.prepareStatement("SELECT ?::int + " + i)) {
            statement.setInt(1, round);
            try (ResultSet rows = statement.executeQuery()) {
              assertThat(rows.next()).isTrue();
              assertThat(rows.getInt(1)).isEqualTo(round + i);
            }
          }
        }
        if (round % 3 == 1) {
          b.commit();
        }
      }
      b.rollback();
    }
  }

  @Test
  void aTableThatChangesBetweenExecutionsIsNoError() throws SQLException {
    try (Connection a = connect();
        Connection b = connect();
        Statement ddl = b.createStatement()) {
      ddl.execute("CREATE TABLE changing(a int)");
      ddl.execute("INSERT INTO changing VALUES (1)");
      try (PreparedStatement all = a.prepareStatement("SELECT * FROM changing")) {
        for (int columns = 1; columns <= 4; columns++) {
          try (ResultSet rows = all.executeQuery()) {
            assertThat(rows.getMetaData().getColumnCount()).isEqualTo(columns);
            assertThat(rows.next()).isTrue();
          }
          ddl.execute("ALTER TABLE changing ADD COLUMN c" + columns + " text DEFAULT 'x'");
        }
      }
      ddl.execute("DROP TABLE changing");
    }
  }

  /** The driver does not ask again what the rows look like: it prepares anew after an error. */
  @Test
  void aTableThatChangesIsNoErrorOnABackendThatNeverPreparedTheStatement() throws SQLException {
    try (Connection a = connect();
        Connection b = connect();
        Connection c = connect();
        Statement ofB = b.createStatement();
        Statement ofC = c.createStatement()) {
      proxy.execute("CREATE TABLE moving(a int)", "INSERT INTO moving VALUES (1)");
      try (PreparedStatement all =
          a.prepareStatement("SELECT pg_backend_pid() AS pid, * FROM moving")) {
        String used = pid(all.executeQuery());
        pid(all.executeQuery());
        proxy.execute("ALTER TABLE moving ADD COLUMN b text DEFAULT 'x'");
        hold(b, ofB, c, ofC, used);
        try (ResultSet rows = all.executeQuery()) {
          assertThat(rows.getMetaData().getColumnCount()).isEqualTo(3);
          assertThat(rows.next()).isTrue();
          assertThat(rows.getString(1)).isNotEqualTo(used);
          assertThat(rows.getString(3)).isEqualTo("x");
        }
      }
      b.rollback();
      c.rollback();
      proxy.execute("DROP TABLE moving");
    }
  }

  @Test
  void aTableThatChangesIsThePostgresErrorInATransactionOnAnotherBackend() throws SQLException {
    try (Connection a = connect();
        Connection b = connect();
        Connection c = connect();
        Statement ofB = b.createStatement();
        Statement ofC = c.createStatement()) {
      proxy.execute("CREATE TABLE moving(a int)", "INSERT INTO moving VALUES (1)");
      try (PreparedStatement all =
          a.prepareStatement("SELECT pg_backend_pid() AS pid, * FROM moving")) {
        String used = pid(all.executeQuery());
        pid(all.executeQuery());
        proxy.execute("ALTER TABLE moving ADD COLUMN b text DEFAULT 'x'");
        hold(b, ofB, c, ofC, used);
        a.setAutoCommit(false);
        assertThatThrownBy(all::executeQuery)
            .isInstanceOfSatisfying(
                PSQLException.class,
                e -> {
                  ServerErrorMessage error = e.getServerErrorMessage();
                  assertThat(error).isNotNull();
                  assertThat(error.getSQLState()).isEqualTo("0A000");
                  assertThat(error.getRoutine()).isEqualTo("RevalidateCachedQuery");
                  assertThat(error.getMessage())
                      .isEqualTo("cached plan must not change result type");
                });
        a.rollback();
        try (ResultSet rows = all.executeQuery()) {
          assertThat(rows.getMetaData().getColumnCount()).isEqualTo(3);
        }
        a.rollback();
      }
      b.rollback();
      c.rollback();
      proxy.execute("DROP TABLE moving");
    }
  }

  /** Leaves only the backend free that is not {@code used}: b or c holds that one. */
  private static void hold(Connection b, Statement ofB, Connection c, Statement ofC, String used)
      throws SQLException {
    b.setAutoCommit(false);
    c.setAutoCommit(false);
    boolean bHasIt = pid(ofB.executeQuery("SELECT pg_backend_pid()")).equals(used);
    pid(ofC.executeQuery("SELECT pg_backend_pid()"));
    (bHasIt ? c : b).commit();
  }

  private static String pid(ResultSet rows) throws SQLException {
    try (rows) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  @Test
  void aCursorWithAFetchSizeReadsOnInItsTransaction() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.setFetchSize(7);
      try (ResultSet rows = statement.executeQuery("SELECT generate_series(1, 100)");
          Statement between = connection.createStatement()) {
        for (int i = 1; i <= 100; i++) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getInt(1)).isEqualTo(i);
          if (i % 10 == 0) {
            between.execute("SELECT 1");
          }
        }
        assertThat(rows.next()).isFalse();
      }
      connection.commit();
    }
  }

  @Test
  void batchesKeysAndSavepoints() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO t(a) VALUES (?)", Statement.RETURN_GENERATED_KEYS)) {
        for (int i = 0; i < 300; i++) {
          insert.setInt(1, i);
          insert.addBatch();
        }
        assertThat(insert.executeBatch()).hasSize(300);
        try (ResultSet keys = insert.getGeneratedKeys()) {
          assertThat(keys.next()).isTrue();
        }
      }
      Savepoint savepoint = connection.setSavepoint();
      assertThatThrownBy(() -> statement.execute("SELECT 1/0")).isInstanceOf(SQLException.class);
      connection.rollback(savepoint);
      connection.commit();
      try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM t")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(300);
      }
      connection.commit();
      assertThat(connection.getMetaData().getDatabaseProductName()).isEqualTo("PostgreSQL");
      try (ResultSet columns = connection.getMetaData().getColumns(null, "public", "t", null)) {
        assertThat(columns.next()).isTrue();
      }
      connection.commit();
    }
  }

  @Test
  void copyOfTwentyMegabytesInAndOut() throws Exception {
    byte[] rows = ("1\t" + "x".repeat(997) + "\n").repeat(20_000).getBytes(StandardCharsets.UTF_8);
    try (Connection connection = connect()) {
      CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
      assertThat(copy.copyIn("COPY t(a, b) FROM STDIN", new ByteArrayInputStream(rows)))
          .isEqualTo(20_000);
      assertThat(copy.copyOut("COPY t(a, b) TO STDOUT", OutputStream.nullOutputStream()))
          .isEqualTo(20_000);
      assertThatThrownBy(
              () -> copy.copyIn("COPY t(a, b) FROM STDIN", new StringReader("wrong\tx\n")))
          .hasMessageContaining("wrong");
      assertThat(copy.copyOut("COPY (SELECT 1) TO STDOUT", OutputStream.nullOutputStream()))
          .isEqualTo(1);
    }
  }

  @Test
  void aStatementTimesOutAndIsCancelledByItsDriver() throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(1);
      assertThatThrownBy(() -> statement.execute("SELECT pg_sleep(100)"))
          .hasFieldOrPropertyWithValue("SQLState", "57014");
      CompletableFuture<Void> cancelled =
          CompletableFuture.runAsync(() -> {
            try {
              ProxyFixture.eventually("it runs", () -> proxy.active() == 1);
              while (!proxy
                  .ask("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
                  .equals("1")) {
                Thread.onSpinWait();
              }
              statement.cancel();
            } catch (SQLException e) {
              throw new AssertionError(e);
            }
          });
      statement.setQueryTimeout(0);
      assertThatThrownBy(() -> statement.execute("SELECT pg_sleep(100)"))
          .hasFieldOrPropertyWithValue("SQLState", "57014");
      cancelled.join();
    }
  }
}
