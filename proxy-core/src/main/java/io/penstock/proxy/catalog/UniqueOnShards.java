package io.penstock.proxy.catalog;

import io.penstock.sql.shard.ShardMap;
import io.penstock.sql.shard.TableRule;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What PostgreSQL keeps unique in a table, and can do so on each shard only: numbers of sequences,
 * and constraints without the shard key.
 */
public final class UniqueOnShards {
  private static final String COUNTED =
      """
      SELECT n.nspname, c.relname, a.attname, a.attidentity <> ''
      FROM pg_attribute a
      JOIN pg_class c ON c.oid = a.attrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
        AND n.nspname NOT IN ('pg_catalog', 'information_schema')
        AND (a.attidentity <> ''
             OR pg_get_expr(d.adbin, d.adrelid) LIKE '%nextval(%' AND a.attgenerated = '')
      ORDER BY 1, 2, a.attnum
      """;

  /** A column that is made of ids or UUIDs is unique over all shards as it is. */
  private static final String UNIQUE =
      """
      SELECT n.nspname, c.relname, i.relname,
             array(SELECT a.attname::text FROM unnest(x.indkey) WITH ORDINALITY k(number, place)
                   JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number
                   WHERE k.place <= x.indnkeyatts ORDER BY k.place)
      FROM pg_index x
      JOIN pg_class c ON c.oid = x.indrelid
      JOIN pg_class i ON i.oid = x.indexrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
        AND (x.indisunique OR x.indisexclusion)
        AND NOT EXISTS (
          SELECT FROM pg_attrdef d
          WHERE d.adrelid = c.oid AND d.adnum = ANY (x.indkey)
            AND pg_get_expr(d.adbin, d.adrelid)
                ~ '^(penstock\\.next_id|([^.()]+\\.)?(gen_random_uuid|uuidv[47]|uuid_generate_v[14]m?c?))\\(')
      ORDER BY 1, 2, 3
      """;

  private UniqueOnShards() {}

  /**
   * Something that is unique on each shard only.
   *
   * @param table with its schema
   * @param name of the column or index
   * @param why a sentence for a person
   */
  public record Warning(String table, String name, String why) {}

  /** What there is in the tables of a map; blocks. */
  public static List<Warning> read(Connection connection, ShardMap map) throws SQLException {
    List<Warning> warnings = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      try (ResultSet rows = statement.executeQuery(COUNTED)) {
        while (rows.next()) {
          if (rule(rows, map) != null) {
            warnings.add(
                warning(
                    rows,
                    "the column %s counts on each shard for itself, so that rows of different shards"
                            .formatted(rows.getString(3))
                        + " have the same numbers: "
                        + (rows.getBoolean(4) ? "drop its identity, and let it" : "let it")
                        + " DEFAULT penstock.next_id() (see sharding.unique-ids) or use a uuid"));
          }
        }
      }
      try (ResultSet rows = statement.executeQuery(UNIQUE)) {
        while (rows.next()) {
          TableRule rule = rule(rows, map);
          Array columns = rows.getArray(4);
          if (rule != null && !List.of((String[]) columns.getArray()).containsAll(rule.key())) {
            warnings.add(
                warning(
                    rows,
                    "%s keeps rows unique on each shard only, since it does not have the shard key"
                            .formatted(rows.getString(3))
                        + " (%s): add the key to it".formatted(String.join(", ", rule.key()))));
          }
        }
      }
    }
    return warnings;
  }

  private static @Nullable TableRule rule(ResultSet row, ShardMap map) throws SQLException {
    if (map.placesSchema(row.getString(1))) {
      return null;
    }
    TableRule rule = map.table(row.getString(1), row.getString(2));
    return rule == null || rule.isReference() ? null : rule;
  }

  private static Warning warning(ResultSet row, String why) throws SQLException {
    return new Warning(row.getString(1) + "." + row.getString(2), row.getString(3), why);
  }
}
