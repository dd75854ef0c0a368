package io.penstock.sql.copy;

import java.util.List;

/**
 * The table that rows are copied into.
 *
 * @param table its name, as PostgreSQL's messages have it
 * @param columns those that a row has fields of, in order
 * @param key the columns of its key, in order; empty for a reference table, all rows of which go to
 *     all shards
 */
public record CopyTarget(String table, List<String> columns, List<Column> key) {
  public CopyTarget {
    columns = List.copyOf(columns);
    key = List.copyOf(key);
  }

  /**
   * A column of the key.
   *
   * @param field where its values stand in a row, from 0
   * @param type the bits of the OID of its type
   */
  public record Column(String name, int field, int type) {}
}
