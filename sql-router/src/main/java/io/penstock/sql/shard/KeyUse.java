package io.penstock.sql.shard;

import java.util.List;

/**
 * Where the keys come from that one use of a sharded table is restricted to, or that its new rows
 * have.
 *
 * @param table as the configuration writes it
 * @param columns the source of each column of its key
 * @param rows whether the values of the columns belong together in the order of the text, as in
 *     rows of VALUES; else any may meet any
 */
public record KeyUse(String table, List<KeySource> columns, boolean rows) {
  public KeyUse {
    columns = List.copyOf(columns);
  }

  /** The use of a schema that lives on one shard: its name is the key. */
  static KeyUse ofSchema(String name) {
    return new KeyUse(name, List.of(), false);
  }

  /** Whether {@link #table} is a schema, which needs no columns. */
  public boolean isSchema() {
    return columns.isEmpty();
  }
}
