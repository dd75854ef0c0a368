package io.penstock.proxy.move;

import io.penstock.proxy.move.ShardLink.Use;
import io.penstock.sql.shard.KeyValue;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/** Rows that a run has left where nobody looks for them. */
final class Leftovers {
  private static final Duration AT_MOST = Duration.ofMinutes(10);

  private Leftovers() {}

  /**
   * Deletes them.
   *
   * @param decided whether keys of the range live where they have gone to, so that the originals
   *     are left over; else the copies are
   */
  static void delete(
      Collection<ShardLink> shards,
      List<MovedTable> tables,
      MovingKeys moving,
      MoveRecord.Range range,
      boolean decided)
      throws SQLException {
    for (ShardLink shard : shards) {
      Predicate<List<KeyValue>> leftOver =
          key -> decided ? moving.leaves(shard.name(), key) : moving.arrives(shard.name(), key);
      Connection connection = shard.begin(Use.LEAVE, AT_MOST);
      for (MovedTable table : tables.reversed()) {
        List<List<KeyValue>> keys = KeyScan.keys(connection, table, range, leftOver);
        if (!keys.isEmpty()) {
          Batch.update(connection, table.delete(table.keyColumns().among(keys)));
        }
      }
      shard.commit(Use.LEAVE);
    }
  }
}
