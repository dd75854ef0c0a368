package io.penstock.proxy.move;

import io.penstock.sql.shard.KeyType;
import io.penstock.sql.shard.ShardMap;
import io.penstock.sql.shard.TableRule;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the tables of a configuration on a shard, as they are there. */
final class TableFinder {
  private static final String TABLES =
      """
      SELECT c.oid::int8, n.nspname, c.relname, c.relkind = 'p',
             array(SELECT an.nspname || '.' || a.relname
                   FROM pg_partition_ancestors(c.oid) p
                   JOIN pg_class a ON a.oid = p.relid
                   JOIN pg_namespace an ON an.oid = a.relnamespace
                   WHERE p.relid <> c.oid)
      FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
        AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'penstock')
      ORDER BY n.nspname, c.relname
      """;

  private static final String COLUMNS =
      """
      SELECT a.attname, a.atttypid::int8, format_type(a.atttypid, a.atttypmod), a.attnotnull,
             a.attgenerated <> '',
             a.atttypid IN ('timestamp'::regtype, 'timestamptz'::regtype)
               AND a.atttypmod BETWEEN 0 AND 5
               OR a.atttypid = 'numeric'::regtype AND a.atttypmod >= 4
                 AND (a.atttypmod - 4) & 1024 <> 0
               OR NOT coalesce(l.collisdeterministic, true)
      FROM pg_attribute a
      LEFT JOIN pg_collation l ON l.oid = a.attcollation
      WHERE a.attrelid = ?::oid AND a.attnum > 0 AND NOT a.attisdropped
      ORDER BY a.attnum
      """;

  private static final String SEQUENCES =
      """
      SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname)
      FROM pg_depend d
      JOIN pg_class c ON c.oid = d.objid AND c.relkind = 'S'
      JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_sequence s ON s.seqrelid = c.oid AND s.seqincrement > 0
      WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
        AND d.refobjid = ?::oid AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
      ORDER BY 1
      """;

  private final ShardLink shard;
  private final ShardMap map;

  TableFinder(ShardLink shard, ShardMap map) {
    this.shard = shard;
    this.map = map;
  }

  /** By their names, quoted; those with keys and reference tables. */
  Map<String, MovedTable> find() throws SQLException {
    Map<String, MovedTable> found = new LinkedHashMap<>();
    try (Statement statement = shard.look().createStatement();
        ResultSet row = statement.executeQuery(TABLES)) {
      while (row.next()) {
        String schema = row.getString(2);
        TableRule rule = map.table(schema, row.getString(3));
        if (rule != null && !movesWith(row, rule)) {
          String name = KeyColumns.quoted(schema) + "." + KeyColumns.quoted(row.getString(3));
          found.put(name, table(name, row.getLong(1), row.getBoolean(4), rule));
        }
      }
    }
    return found;
  }

  /** Whether its rows are those of a partitioned table that is listed too. */
  private boolean movesWith(ResultSet row, TableRule rule) throws SQLException {
    for (String ancestor : (String[]) row.getArray(5).getArray()) {
      int dot = ancestor.indexOf('.');
      TableRule above = map.table(ancestor.substring(0, dot), ancestor.substring(dot + 1));
      if (above != null && !above.key().equals(rule.key())) {
        throw new MoveFailedException(
            "shard %s: table %s has the key %s, and %s, of which it is a partition, %s (expected: the same)"
                .formatted(shard.name(), row.getString(3), rule.key(), ancestor, above.key()));
      }
      if (above != null) {
        return true;
      }
    }
    return false;
  }

  private MovedTable table(String name, long oid, boolean partitioned, TableRule rule)
      throws SQLException {
    Connection connection = shard.look();
    List<MovedTable.Column> columns = new ArrayList<>();
    Map<String, Integer> types = new LinkedHashMap<>();
    try (PreparedStatement select = connection.prepareStatement(COLUMNS)) {
      select.setLong(1, oid);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          String what = row.getString(3) + (row.getBoolean(4) ? " NOT NULL" : "");
          if (!row.getBoolean(5)) {
            columns.add(new MovedTable.Column(KeyColumns.quoted(row.getString(1)), what));
          }
          if (!row.getBoolean(6)) {
            types.put(row.getString(1), (int) row.getLong(2));
          }
        }
      }
    }
    List<String> sequences = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(SEQUENCES)) {
      select.setLong(1, oid);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          sequences.add(row.getString(1));
        }
      }
    }
    KeyColumns key = rule.isReference() ? null : key(name, rule, types);
    return new MovedTable(name, partitioned, columns, key, sequences);
  }

  private KeyColumns key(String table, TableRule rule, Map<String, Integer> types) {
    List<Integer> oids = new ArrayList<>();
    for (String column : rule.key()) {
      @Nullable Integer oid = types.get(column);
      if (oid == null || KeyType.of(oid) == null || !map.places(oid)) {
        throw new MoveFailedException(
            "shard %s: column %s of %s cannot be a key (expected: a column of a type and collation that keys may have)"
                .formatted(shard.name(), column, table));
      }
      oids.add(oid);
    }
    return new KeyColumns(
        rule.key().stream().map(KeyColumns::quoted).collect(Collectors.toList()), oids);
  }
}
