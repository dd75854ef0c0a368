package io.penstock.proxy.move;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Waits for transactions of a shard that nobody waits for any more: a proxy closes a connection, or
 * dies, while the server still carries out what it was sent last.
 */
final class Fence {
  private static final long LOOK = Duration.ofMillis(2).toNanos();

  private final List<MovedTable> tables;
  private final Map<String, String> questions = new HashMap<>();

  Fence(List<MovedTable> tables) {
    this.tables = List.copyOf(tables);
  }

  /** Whether all that write to the tables of a shard now have come to their end in time; blocks. */
  boolean passed(ShardLink shard, long deadline) throws SQLException {
    Set<String> writers = writers(shard);
    while (!writers.isEmpty()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      LockSupport.parkNanos(LOOK);
      writers.retainAll(writers(shard));
    }
    return true;
  }

  private Set<String> writers(ShardLink shard) throws SQLException {
    String question = questions.get(shard.name());
    if (question == null) {
      String names =
          tables.stream()
              .map(table -> KeyColumns.literal(table.name()))
              .collect(Collectors.joining(", "));
      String family =
          shard.value(
              """
              SELECT coalesce(string_agg(f.relid::oid::text, ','), '0')
              FROM unnest(ARRAY[%s]) t,
                   LATERAL (SELECT t::regclass AS relid
                            UNION SELECT p.relid FROM pg_partition_tree(t::regclass) p) f
              """
                  .formatted(names));
      question =
          """
          SELECT DISTINCT virtualtransaction
          FROM pg_locks
          WHERE locktype = 'relation' AND granted AND relation IN (%s)
            AND mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock',
                         'AccessExclusiveLock')
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
          """
              .formatted(family);
      questions.put(shard.name(), question);
    }
    Set<String> writers = new HashSet<>();
    try (Statement statement = shard.look().createStatement();
        ResultSet row = statement.executeQuery(question)) {
      while (row.next()) {
        writers.add(row.getString(1));
      }
    }
    return writers;
  }
}
