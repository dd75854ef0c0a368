package io.penstock.proxy.move;

import io.penstock.sql.shard.KeyBound;
import io.penstock.sql.shard.KeyValue;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks ahead, in the order of keys, for those that leave their shards. What comes meanwhile is not
 * missed: a batch takes all keys between two bounds, as they are when it is held.
 */
final class KeyScan {
  /** How many keys of a table are looked at in one go. */
  private static final int STRETCH = 1_000;

  private final List<ShardLink> sources;
  private final List<MovedTable> tables;
  private final MovingKeys moving;

  /**
   * Up to where the next batch goes.
   *
   * @param to where it ends
   * @param keys how many keys leave, as far as is known
   * @param rows how many rows they have
   */
  record Ahead(KeyBound to, int keys, long rows) {}

  KeyScan(List<ShardLink> sources, List<MovedTable> tables, MovingKeys moving) {
    this.sources = List.copyOf(sources);
    this.tables = List.copyOf(tables);
    this.moving = moving;
  }

  /**
   * The next batch.
   *
   * @param from up to where keys have moved
   * @param rows it ends before it has more, unless one key has
   */
  Ahead next(KeyBound from, long rows) throws SQLException {
    KeyBound cursor = from;
    int keys = 0;
    long sum = 0;
    while (true) {
      TreeMap<List<KeyValue>, Long> found = new TreeMap<>(KeyBound::compare);
      List<KeyValue> end = stretch(cursor, found);
      for (Map.Entry<List<KeyValue>, Long> entry :
          (end == null ? found : found.headMap(end, true)).entrySet()) {
        if (entry.getValue() > 0) {
          if (keys > 0 && sum + entry.getValue() > rows) {
            return new Ahead(cursor, keys, sum);
          }
          keys++;
          sum += entry.getValue();
        }
        cursor = KeyBound.above(entry.getKey());
      }
      if (end == null) {
        return new Ahead(KeyBound.EVERYTHING, keys, sum);
      }
      if (keys > 0 && sum >= rows) {
        return new Ahead(cursor, keys, sum);
      }
    }
  }

  /**
   * Finds keys above the bound, each with the number of its rows that leave their shard.
   *
   * @return up to where all are found; null when there are no others
   */
  private @Nullable List<KeyValue> stretch(KeyBound from, Map<List<KeyValue>, Long> found)
      throws SQLException {
    List<KeyValue> end = null;
    for (ShardLink shard : sources) {
      for (MovedTable table : tables) {
        List<KeyValue> last = stretch(shard, table, from, found);
        if (last != null && (end == null || KeyBound.compare(last, end) < 0)) {
          end = last;
        }
      }
    }
    return end;
  }

  private @Nullable List<KeyValue> stretch(
      ShardLink shard, MovedTable table, KeyBound from, Map<List<KeyValue>, Long> found)
      throws SQLException {
    KeyColumns key = table.keyColumns();
    String all =
        "SELECT %s, count(*) FROM %s WHERE %s GROUP BY %s ORDER BY %s LIMIT %d"
            .formatted(
                key.ordered(),
                table.rows(),
                key.between(from, KeyBound.EVERYTHING),
                key.ordered(),
                key.ordered(),
                STRETCH);
    int count = 0;
    List<KeyValue> last = null;
    try (Statement statement = shard.look().createStatement();
        ResultSet row = statement.executeQuery(all)) {
      while (row.next()) {
        count++;
        List<KeyValue> here = key.key(row);
        if (here != null) {
          long rows = moving.leaves(shard.name(), here) ? row.getLong(key.count() + 1) : 0;
          found.merge(here, rows, Long::sum);
          last = here;
        }
      }
    }
    if (count == STRETCH && last == null) {
      throw new MoveFailedException(
          "shard %s: what the keys of %s are cannot be told with certainty (expected: values that the proxy serves)"
              .formatted(shard.name(), table.name()));
    }
    return count == STRETCH ? last : null;
  }

  /** The keys between two bounds that one table has on a shard and that are wanted. */
  static List<List<KeyValue>> keys(
      Connection connection,
      MovedTable table,
      MoveRecord.Range range,
      java.util.function.Predicate<List<KeyValue>> wanted)
      throws SQLException {
    KeyColumns key = table.keyColumns();
    String all =
        "SELECT DISTINCT %s FROM %s WHERE %s"
            .formatted(key.ordered(), table.rows(), key.between(range.from(), range.to()));
    List<List<KeyValue>> keys = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(all)) {
      while (row.next()) {
        List<KeyValue> here = key.key(row);
        if (here != null && wanted.test(here)) {
          keys.add(here);
        }
      }
    }
    return keys;
  }
}
