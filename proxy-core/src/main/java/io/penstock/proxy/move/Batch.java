package io.penstock.proxy.move;

import io.penstock.proxy.move.ShardLink.Use;
import io.penstock.sql.shard.KeyValue;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/**
 * The rows of all keys between two bounds that leave their shards, while those keys are held: they
 * are copied, compared and deleted, in transactions that somebody else commits.
 */
final class Batch {
  private final Map<String, ShardLink> shards;
  private final List<MovedTable> tables;
  private final MovingKeys moving;
  private final MoveRecord.Range range;
  private final Duration atMost;
  private final Set<ShardLink> left = new LinkedHashSet<>();
  private final Set<ShardLink> reached = new LinkedHashSet<>();
  private long copied;

  /**
   * @param shards by name
   * @param tables those first to which others refer
   */
  Batch(
      Map<String, ShardLink> shards,
      List<MovedTable> tables,
      MovingKeys moving,
      MoveRecord.Range range,
      Duration atMost) {
    this.shards = shards;
    this.tables = tables;
    this.moving = moving;
    this.range = range;
    this.atMost = atMost;
  }

  /** How many rows were copied. */
  long rows() {
    return copied;
  }

  /** Copies from these shards and deletes there; nothing is committed. */
  void copy(List<ShardLink> sources) throws SQLException {
    long deleted = 0;
    for (ShardLink source : sources) {
      Connection from = source.begin(Use.LEAVE, atMost);
      left.add(source);
      Map<MovedTable, List<List<KeyValue>>> leaving = new LinkedHashMap<>();
      for (MovedTable table : tables) {
        List<List<KeyValue>> keys =
            KeyScan.keys(from, table, range, key -> moving.leaves(source.name(), key));
        if (!keys.isEmpty()) {
          leaving.put(table, keys);
          arrive(source, from, table, keys);
        }
      }
      for (MovedTable table : tables.reversed()) {
        List<List<KeyValue>> keys = leaving.get(table);
        if (keys != null) {
          deleted += update(from, table.delete(table.keyColumns().among(keys)));
        }
      }
    }
    if (deleted != copied) {
      throw new SQLException("%d rows were copied and %d deleted".formatted(copied, deleted));
    }
  }

  private void arrive(
      ShardLink source, Connection from, MovedTable table, List<List<KeyValue>> keys)
      throws SQLException {
    Map<String, List<List<KeyValue>>> byTarget =
        keys.stream().collect(Collectors.groupingBy(moving::target));
    for (Map.Entry<String, List<List<KeyValue>>> entry : byTarget.entrySet()) {
      ShardLink target = shards.get(entry.getKey());
      if (target == null) {
        throw new MoveFailedException("there is no shard " + entry.getKey());
      }
      Connection to =
          reached.add(target) ? target.begin(Use.ARRIVE, atMost) : target.connection(Use.ARRIVE);
      String condition = table.keyColumns().among(entry.getValue());
      String there = value(to, table.digest(condition));
      if (!there.startsWith("0 rows")) {
        throw new MoveFailedException(
            "table %s: shard %s has rows already of keys that come from %s: %s (expected: none; delete them)"
                .formatted(table.name(), target.name(), source.name(), there));
      }
      copied += stream(from, to, table, condition);
      String before = value(from, table.digest(condition));
      String after = value(to, table.digest(condition));
      if (!before.equals(after)) {
        throw new MoveFailedException(
            "table %s: %s on shard %s became %s on shard %s (expected: the same)"
                .formatted(table.name(), before, source.name(), after, target.name()));
      }
      count(from, to, table.sequences());
    }
  }

  static long stream(Connection from, Connection to, MovedTable table, String condition)
      throws SQLException {
    CopyOut out = from.unwrap(PGConnection.class).getCopyAPI().copyOut(table.copyOut(condition));
    try {
      CopyIn in = to.unwrap(PGConnection.class).getCopyAPI().copyIn(table.copyIn());
      try {
        byte[] row = out.readFromCopy();
        while (row != null) {
          in.writeToCopy(row, 0, row.length);
          row = out.readFromCopy();
        }
        return in.endCopy();
      } finally {
        if (in.isActive()) {
          in.cancelCopy();
        }
      }
    } finally {
      if (out.isActive()) {
        out.cancelCopy();
      }
    }
  }

  /** What a sequence has given on one shard it does not give again on the other. */
  private static void count(Connection from, Connection to, List<String> sequences)
      throws SQLException {
    for (String sequence : sequences) {
      String given = value(from, "SELECT last_value FROM " + sequence);
      var unused =
          value(
              to,
              "SELECT (SELECT setval(%s, %s) FROM %s WHERE last_value < %s)"
                  .formatted(KeyColumns.literal(sequence), given, sequence, given));
    }
  }

  /** The copies are there. */
  void commitArrived() throws SQLException {
    for (ShardLink shard : reached) {
      shard.commit(Use.ARRIVE);
    }
  }

  /** The originals are gone. */
  void commitLeft() throws SQLException {
    for (ShardLink shard : left) {
      shard.commit(Use.LEAVE);
    }
  }

  static long update(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.executeLargeUpdate(sql);
    }
  }

  private static String value(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? String.valueOf(row.getString(1)) : "";
    }
  }
}
