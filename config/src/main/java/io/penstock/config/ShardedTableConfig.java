package io.penstock.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One table of a sharded database. */
public record ShardedTableConfig(
    @Doc("Its name, or schema.name, as PostgreSQL stores it; without a schema: in any.")
        String name,
    @Doc("The column, or columns, whose value says which shard holds a row.") List<String> key,
    @Doc("Whether every shard holds all of it.") @Default("false") boolean reference) {
  public ShardedTableConfig {
    key = List.copyOf(key);
  }

  /** The schema it must be in; null for any. */
  public @Nullable String schema() {
    int dot = name.indexOf('.');
    return dot < 0 ? null : name.substring(0, dot);
  }

  /** The name without the schema. */
  public String bareName() {
    return name.substring(name.indexOf('.') + 1);
  }

  /** Whether the other is of another table, or says the same of this one. */
  boolean spreadsAs(ShardedTableConfig other) {
    return !name.equals(other.name) || equals(other);
  }
}
