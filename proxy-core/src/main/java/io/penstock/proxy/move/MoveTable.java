package io.penstock.proxy.move;

import io.penstock.config.InvalidConfigException;
import io.penstock.config.PlacementText;
import io.penstock.sql.shard.KeyBound;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code penstock.shard_move} on the first shard of a database. Every change counts the
 * version up and is made only while it is the expected one: of two that change the same record one
 * wins. Connections are in autocommit mode; all methods block.
 */
public final class MoveTable {
  private static final String NAME = "penstock.shard_move";

  private MoveTable() {}

  /** The record of a database; null when its keys were never moved. */
  public static @Nullable MoveRecord read(Connection first, String database) throws SQLException {
    try (Statement statement = first.createStatement();
        ResultSet found = statement.executeQuery("SELECT to_regclass('" + NAME + "') IS NULL")) {
      if (!found.next() || found.getBoolean(1)) {
        return null;
      }
    }
    try (PreparedStatement select =
        first.prepareStatement(
            "SELECT version, before_move, after_move, finished, moved, held, unsettled_from,"
                + " unsettled_to, hold_millis FROM "
                + NAME
                + " WHERE database = ?")) {
      select.setString(1, database);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? record(database, row) : null;
      }
    }
  }

  private static MoveRecord record(String database, ResultSet row) throws SQLException {
    try {
      KeyBound from = bound(row, "unsettled_from");
      KeyBound to = bound(row, "unsettled_to");
      KeyBound moved = bound(row, "moved");
      return new MoveRecord(
          database,
          row.getLong("version"),
          PlacementText.parse(row.getString("before_move")),
          PlacementText.parse(row.getString("after_move")),
          row.getBoolean("finished"),
          moved == null ? KeyBound.NOTHING : moved,
          bound(row, "held"),
          from == null || to == null ? null : new MoveRecord.Range(from, to),
          row.getInt("hold_millis"));
    } catch (InvalidConfigException | IllegalArgumentException e) {
      throw new SQLException(
          NAME + " has a row that is not understood: a newer version may have written it", e);
    }
  }

  private static @Nullable KeyBound bound(ResultSet row, String column) throws SQLException {
    java.sql.Array array = row.getArray(column);
    return array == null ? null : KeyBound.of(List.of((String[]) array.getArray()));
  }

  /** Makes the table, unless it is there. */
  static void create(Connection first) throws SQLException {
    try (Statement statement = first.createStatement();
        ResultSet found = statement.executeQuery("SELECT to_regclass('" + NAME + "') IS NULL")) {
      if (found.next() && !found.getBoolean(1)) {
        return;
      }
    }
    try (Statement statement = first.createStatement()) {
      // Who may not make schemas may be given this one.
      try (ResultSet found = statement.executeQuery("SELECT to_regnamespace('penstock') IS NULL")) {
        if (found.next() && found.getBoolean(1)) {
          statement.execute("CREATE SCHEMA penstock");
        }
      }
      statement.execute(
          "CREATE TABLE IF NOT EXISTS "
              + NAME
              + " (database text PRIMARY KEY, version bigint NOT NULL, before_move text NOT NULL,"
              + " after_move text NOT NULL, finished boolean NOT NULL, moved text[] NOT NULL,"
              + " held text[], unsettled_from text[], unsettled_to text[], hold_millis int NOT NULL,"
              + " changed timestamptz NOT NULL DEFAULT now())");
    }
  }

  /**
   * Puts a record in the place of the one with the version before.
   *
   * @return whether that one was still there
   */
  static boolean write(Connection first, MoveRecord record) throws SQLException {
    String sql =
        record.version() == 1
            ? "INSERT INTO "
                + NAME
                + " AS m (before_move, after_move, finished, moved, held, unsettled_from,"
                + " unsettled_to, hold_millis, version, database)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
            : "UPDATE "
                + NAME
                + " SET before_move = ?, after_move = ?, finished = ?, moved = ?, held = ?,"
                + " unsettled_from = ?, unsettled_to = ?, hold_millis = ?, version = ?,"
                + " changed = clock_timestamp() WHERE database = ? AND version = ?";
    try (PreparedStatement write = first.prepareStatement(sql)) {
      MoveRecord.Range unsettled = record.unsettled();
      write.setString(1, PlacementText.of(record.before()));
      write.setString(2, PlacementText.of(record.after()));
      write.setBoolean(3, record.finished());
      write.setArray(4, array(first, record.moved()));
      write.setArray(5, array(first, record.held()));
      write.setArray(6, array(first, unsettled == null ? null : unsettled.from()));
      write.setArray(7, array(first, unsettled == null ? null : unsettled.to()));
      write.setInt(8, record.holdMillis());
      write.setLong(9, record.version());
      write.setString(10, record.database());
      if (record.version() > 1) {
        write.setLong(11, record.version() - 1);
      }
      return write.executeUpdate() == 1;
    }
  }

  private static java.sql.@Nullable Array array(Connection first, @Nullable KeyBound bound)
      throws SQLException {
    return bound == null ? null : first.createArrayOf("text", bound.texts().toArray());
  }

  /** Ends a hold of keys whose mover is lost, unless it was decided or ended meanwhile. */
  public static void abandon(Connection first, MoveRecord held) throws SQLException {
    try (PreparedStatement update =
        first.prepareStatement(
            "UPDATE "
                + NAME
                + " SET held = NULL, version = version + 1, changed = clock_timestamp()"
                + " WHERE database = ? AND version = ? AND held IS NOT NULL")) {
      update.setString(1, held.database());
      update.setLong(2, held.version());
      update.executeUpdate();
    }
  }
}
