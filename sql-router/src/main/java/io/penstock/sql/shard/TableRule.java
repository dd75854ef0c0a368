package io.penstock.sql.shard;

import java.util.List;

/**
 * What the configuration says of a table.
 *
 * @param name as the configuration writes it: name, or schema.name
 * @param key the columns of its key in order; empty for a reference table, of which every shard
 *     holds all rows
 */
public record TableRule(String name, List<String> key) {
  public TableRule {
    key = List.copyOf(key);
  }

  /** Whether every shard holds all of it. */
  public boolean isReference() {
    return key.isEmpty();
  }
}
