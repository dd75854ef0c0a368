package io.penstock.proxy.twophase;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table in which a shard keeps the decisions that it has taken as the anchor of transactions,
 * {@code penstock.transactions}, and what the server says of prepared ones.
 *
 * <p>The anchor's own transaction inserts its key before any other shard prepares, and commits
 * last: where the row can be seen, the whole is committed. Whoever wants to know the outcome
 * inserts a row that says the opposite. It waits until the anchor's transaction has ended, and then
 * either there is a row already, or there is the new one, and the anchor can never commit.
 */
public final class DecisionTable {
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private static final String STATE =
      "SELECT pg_catalog.to_regclass('penstock.transactions') IS NOT NULL,"
          + " pg_catalog.current_setting('max_prepared_transactions')::pg_catalog.int4,"
          + " pg_catalog.pg_is_in_recovery()";

  /** Several proxies may start at once. */
  private static final String[] CREATION = {
    "SELECT pg_catalog.pg_advisory_xact_lock(7234913051883321201)",
    "CREATE SCHEMA IF NOT EXISTS penstock",
    "CREATE TABLE IF NOT EXISTS penstock.transactions (gid text PRIMARY KEY,"
        + " committed boolean NOT NULL DEFAULT true,"
        + " xid xid8 NOT NULL DEFAULT pg_catalog.pg_current_xact_id(),"
        + " at timestamptz NOT NULL DEFAULT pg_catalog.now())",
    "GRANT USAGE ON SCHEMA penstock TO PUBLIC",
    "GRANT INSERT (gid) ON penstock.transactions TO PUBLIC"
  };

  private static final String PREPARED =
      "SELECT gid, owner::pg_catalog.text, EXTRACT(EPOCH FROM pg_catalog.clock_timestamp() -"
          + " prepared)::pg_catalog.float8 FROM pg_catalog.pg_prepared_xacts WHERE database ="
          + " pg_catalog.current_database() AND pg_catalog.starts_with(gid, ?)";

  private DecisionTable() {}

  /** What a shard needs to take part. */
  record State(boolean table, int maxPrepared) {}

  /**
   * @param seconds since it was prepared, by the server's clock
   */
  record Prepared(String identifier, String owner, double seconds) {}

  /**
   * What the anchor runs in its transaction before others prepare. The decision must not be lost
   * after others have acted on it, whatever synchronous_commit the session likes.
   */
  public static String write(TransactionName transaction) {
    return "SELECT pg_catalog.set_config('synchronous_commit', 'on', true) WHERE"
        + " pg_catalog.current_setting('synchronous_commit') = 'off';"
        + "INSERT INTO penstock.transactions (gid) VALUES ('"
        + transaction.key()
        + "')";
  }

  static State state(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(STATE)) {
      row.next();
      return new State(row.getBoolean(1), row.getInt(2));
    }
  }

  static void create(Connection connection) throws SQLException {
    inTransaction(
        connection,
        statement -> {
          for (String sql : CREATION) {
            statement.execute(sql);
          }
          return true;
        });
  }

  /** Those of this database's transactions that are prepared on the shard. */
  static List<Prepared> prepared(Connection connection, String prefix) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(PREPARED)) {
      statement.setString(1, prefix);
      List<Prepared> found = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(new Prepared(rows.getString(1), rows.getString(2), rows.getDouble(3)));
        }
      }
      return found;
    }
  }

  /**
   * Decides against a transaction unless its anchor has committed.
   *
   * @return {@link Outcome#UNKNOWN} while the anchor's transaction goes on
   */
  static Outcome decide(Connection anchor, String key) throws SQLException {
    try {
      return inTransaction(
          anchor,
          statement -> {
            statement.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED");
            statement.execute("SET LOCAL lock_timeout = '200ms'");
            statement.execute("SET LOCAL synchronous_commit = 'on'");
            statement.execute(
                "INSERT INTO penstock.transactions (gid, committed) VALUES ('"
                    + key
                    + "', false) ON CONFLICT DO NOTHING");
            try (ResultSet row =
                statement.executeQuery(
                    "SELECT committed FROM penstock.transactions WHERE gid = '" + key + "'")) {
              return !row.next()
                  ? Outcome.UNKNOWN
                  : row.getBoolean(1) ? Outcome.COMMITTED : Outcome.ABORTED;
            }
          });
    } catch (SQLException e) {
      if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
        return Outcome.UNKNOWN;
      }
      throw e;
    }
  }

  /** Commits or rolls back what is prepared; only its owner or a superuser may. */
  static void finish(Connection connection, Prepared prepared, Outcome outcome)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      String user;
      try (ResultSet row = statement.executeQuery("SELECT current_user::pg_catalog.text")) {
        row.next();
        user = row.getString(1);
      }
      boolean another = !prepared.owner().equals(user) && !isSuperuser(statement);
      if (another) {
        statement.execute("SET ROLE \"" + prepared.owner().replace("\"", "\"\"") + "\"");
      }
      try {
        statement.execute(
            (outcome == Outcome.COMMITTED ? "COMMIT" : "ROLLBACK")
                + " PREPARED '"
                + prepared.identifier()
                + "'");
      } finally {
        if (another) {
          statement.execute("RESET ROLE");
        }
      }
    }
  }

  private static boolean isSuperuser(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery("SELECT pg_catalog.current_setting('is_superuser') = 'on'")) {
      return row.next() && row.getBoolean(1);
    }
  }

  /** Every transaction below it has ended, and can be seen. */
  static String horizon(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot())::pg_catalog.text")) {
      row.next();
      return row.getString(1);
    }
  }

  /**
   * Deletes the decisions that were taken before this horizon.
   *
   * @param needed those of transactions that some shard has prepared still
   */
  static int forget(Connection connection, String horizon, String prefix, List<String> needed)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "DELETE FROM penstock.transactions WHERE xid < ?::pg_catalog.xid8 AND"
                + " pg_catalog.starts_with(gid, ?) AND gid <> ALL (?)")) {
      statement.setString(1, horizon);
      statement.setString(2, prefix);
      statement.setArray(3, connection.createArrayOf("text", needed.toArray()));
      return statement.executeUpdate();
    }
  }

  private interface Work<T> {
    T with(Statement statement) throws SQLException;
  }

  private static <T extends @Nullable Object> T inTransaction(Connection connection, Work<T> work)
      throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      T result = work.with(statement);
      connection.commit();
      return result;
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
  }
}
