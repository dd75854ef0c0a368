package io.penstock.proxy.ids;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * The function {@code penstock.next_id()} of a shard, and what it needs there.
 *
 * <pre>
 *  63                                      22         12          0
 *   0 | milliseconds since 2025, 41 bits    | shard, 10 | count, 12
 * </pre>
 *
 * <p>Time and count are one sequence, so that ids of a shard always rise. A call that finds it far
 * behind the clock moves it on. Only then is there a lock, and it is left with a subtransaction: a
 * transaction that is long does not keep it, nor does one that is canceled. Who waits for the lock
 * has taken no value yet; so nothing can pass the clock between the look and the move. A clock that
 * is set back moves nothing: ids go on from where they are.
 */
final class IdFunction {
  /** The greatest number of a shard. */
  static final int MAX_NUMBER = 1023;

  private static final String BODY =
      """

      DECLARE
        shard pg_catalog.int8;
        clock pg_catalog.int8;
        state pg_catalog.int8;
      BEGIN
        SELECT number INTO shard FROM penstock.shard_number;
        IF shard IS NULL THEN
          RAISE EXCEPTION 'this shard has no number yet' USING ERRCODE = '55000',
            HINT = 'A proxy whose file has sharding.unique-ids gives it one.';
        END IF;
        clock := ((EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::int8 - 1735689600000) << 12;
        SELECT last_value INTO state FROM penstock.ids;
        IF state < clock - 65536 THEN
          BEGIN
            PERFORM pg_advisory_xact_lock(7234913051883321202);
            SELECT last_value INTO state FROM penstock.ids;
            IF state < clock - 65536 THEN
              PERFORM setval('penstock.ids', clock);
            END IF;
            RAISE EXCEPTION USING ERRCODE = 'PNS01';
          EXCEPTION WHEN SQLSTATE 'PNS01' THEN
            NULL;
          END;
        END IF;
        state := nextval('penstock.ids');
        RETURN (state >> 12 << 22) | (shard << 12) | (state & 4095);
      END
      """;

  private static final String[] CREATION = {
    "CREATE SCHEMA IF NOT EXISTS penstock",
    "CREATE TABLE IF NOT EXISTS penstock.shard_number (number int4 NOT NULL,"
        + " one bool PRIMARY KEY DEFAULT true CHECK (one))",
    "CREATE SEQUENCE IF NOT EXISTS penstock.ids",
    "CREATE OR REPLACE FUNCTION penstock.next_id() RETURNS pg_catalog.int8 LANGUAGE plpgsql"
        + " VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$"
        + BODY
        + "$$",
    "GRANT USAGE ON SCHEMA penstock TO PUBLIC",
    "GRANT EXECUTE ON FUNCTION penstock.next_id() TO PUBLIC"
  };

  private static final String REGISTRY =
      "CREATE TABLE IF NOT EXISTS penstock.shard_numbers (shard text PRIMARY KEY,"
          + " number int4 NOT NULL UNIQUE)";

  private static final String REGISTERED =
      "SELECT number FROM penstock.shard_numbers WHERE shard = ?";

  /** Several proxies may start at once; the same lock as that of the table of decisions. */
  private static final String LOCK = "SELECT pg_catalog.pg_advisory_xact_lock(7234913051883321201)";

  private IdFunction() {}

  /**
   * What there is on a shard.
   *
   * @param current whether the function is the one of this version
   * @param number of the shard; null while it has none
   */
  record State(boolean current, @Nullable Integer number) {}

  static State state(Connection shard) throws SQLException {
    boolean current;
    boolean table;
    try (PreparedStatement query =
        shard.prepareStatement(
            "SELECT EXISTS (SELECT FROM pg_catalog.pg_proc WHERE proname = 'next_id' AND"
                + " pronargs = 0 AND pronamespace = pg_catalog.to_regnamespace('penstock') AND"
                + " prosrc = ?) AND pg_catalog.to_regclass('penstock.ids') IS NOT NULL,"
                + " pg_catalog.to_regclass('penstock.shard_number') IS NOT NULL")) {
      query.setString(1, BODY);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        current = row.getBoolean(1);
        table = row.getBoolean(2);
      }
    }
    if (!table) {
      return new State(false, null);
    }
    try (Statement statement = shard.createStatement();
        ResultSet row = statement.executeQuery("SELECT number FROM penstock.shard_number")) {
      return new State(current, row.next() ? row.getInt(1) : null);
    }
  }

  static void create(Connection shard) throws SQLException {
    inTransaction(
        shard,
        statement -> {
          for (String sql : CREATION) {
            statement.execute(sql);
          }
          return true;
        });
  }

  static void number(Connection shard, int number) throws SQLException {
    try (Statement statement = shard.createStatement()) {
      statement.execute(
          "INSERT INTO penstock.shard_number (number) VALUES ("
              + number
              + ") ON CONFLICT (one) DO UPDATE SET number = excluded.number");
    }
  }

  /**
   * The number that a shard is to have, for good: what the first shard has on record, or else its
   * own if no other has that, or else a new one.
   *
   * @throws SQLException also if there is no number left
   */
  static int assigned(Connection first, String shard, @Nullable Integer own) throws SQLException {
    boolean there = isThere(first, "penstock.shard_numbers");
    Integer before = there ? number(first, REGISTERED, shard) : null;
    if (before != null) {
      return before;
    }
    return inTransaction(
        first,
        statement -> {
          if (!there) {
            statement.execute("CREATE SCHEMA IF NOT EXISTS penstock");
            statement.execute(REGISTRY);
          }
          Integer known = number(first, REGISTERED, shard);
          if (known != null) {
            return known;
          }
          Integer next =
              number(
                  first,
                  "SELECT n FROM pg_catalog.generate_series(1, "
                      + MAX_NUMBER
                      + ") AS n WHERE NOT EXISTS (SELECT FROM penstock.shard_numbers WHERE number = n)"
                      + " ORDER BY n IS DISTINCT FROM ?::pg_catalog.int4,"
                      + " n <= (SELECT pg_catalog.max(number) FROM penstock.shard_numbers), n LIMIT 1",
                  own == null ? null : own.toString());
          if (next == null) {
            throw new SQLException("all " + MAX_NUMBER + " numbers of shards are taken");
          }
          try (PreparedStatement insert =
              first.prepareStatement("INSERT INTO penstock.shard_numbers VALUES (?, ?)")) {
            insert.setString(1, shard);
            insert.setInt(2, next);
            insert.executeUpdate();
          }
          return next;
        });
  }

  private static boolean isThere(Connection connection, String relation) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT pg_catalog.to_regclass(?) IS NOT NULL")) {
      query.setString(1, relation);
      try (ResultSet row = query.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private static @Nullable Integer number(Connection connection, String sql, @Nullable String value)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, value);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? row.getInt(1) : null;
      }
    }
  }

  private interface Work<T> {
    T with(Statement statement) throws SQLException;
  }

  private static <T> T inTransaction(Connection connection, Work<T> work) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(LOCK);
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
