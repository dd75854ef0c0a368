package io.penstock.proxy.move;

import io.penstock.proxy.move.ShardLink.Use;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The tables that every shard holds all of: a shard that joins has to have them too. */
final class ReferenceTables {
  private static final Duration AT_MOST = Duration.ofHours(1);

  private final MoveLinks links;
  private final MoveListener listener;

  ReferenceTables(MoveLinks links, MoveListener listener) {
    this.links = links;
    this.listener = listener;
  }

  /**
   * Copies them to shards where they are empty, and compares them where they are not.
   *
   * @throws MoveFailedException if they differ
   */
  void fill(List<ShardLink> joining, Map<ShardLink, Map<String, MovedTable>> found)
      throws SQLException {
    ShardLink first = links.first();
    try {
      Connection from = first.begin(Use.LEAVE, AT_MOST);
      for (ShardLink shard : joining) {
        Connection to = shard.begin(Use.ARRIVE, AT_MOST);
        for (MovedTable table : found.getOrDefault(first, Map.of()).values()) {
          if (table.key() == null) {
            fill(table, from, to, shard);
          }
        }
        shard.commit(Use.ARRIVE);
      }
    } finally {
      links.rollback();
    }
  }

  private void fill(MovedTable table, Connection from, Connection to, ShardLink shard)
      throws SQLException {
    String expected = digest(from, table);
    if (digest(to, table).startsWith("0 rows") && !expected.startsWith("0 rows")) {
      long rows = Batch.stream(from, to, table, "true");
      listener.progress("copied %d rows of %s to %s".formatted(rows, table.name(), shard.name()));
    }
    String there = digest(to, table);
    if (!there.equals(expected)) {
      throw new MoveFailedException(
          "reference table %s: shard %s has %s, shard %s has %s (expected: the same, or an empty table, which is filled)"
              .formatted(table.name(), links.first().name(), expected, shard.name(), there));
    }
  }

  private static String digest(Connection connection, MovedTable table) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(table.digest("true"))) {
      return row.next() ? String.valueOf(row.getString(1)) : "";
    }
  }
}
