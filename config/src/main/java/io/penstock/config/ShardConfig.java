package io.penstock.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One shard: a part of a database's rows, and the nodes that hold it. */
public record ShardConfig(
    @Doc("What it is called; with consistent-hash its keys follow from it, so it must stay.")
        String name,
    @Doc(
            "Its share of the keys beside the others', with consistent-hash; 0 while it has none, before"
                + " it joins and after it has left.")
        @Default("1")
        @Range(min = "0", max = "1000")
        int weight,
    @Doc("Its name on the backend; absent: as for the database.") @Nullable String dbname,
    @Doc("The PostgreSQL servers that hold it.") @NotEmpty List<NodeConfig> nodes,
    @Doc("The ranges of key values it holds, with range.") List<ShardRangeConfig> ranges,
    @Doc("The key values it holds, with list.") List<String> values) {
  public ShardConfig {
    nodes = List.copyOf(nodes);
    ranges = List.copyOf(ranges);
    values = List.copyOf(values);
  }

  /** What of it decides where keys live. */
  ShardConfig withoutNodes() {
    return new ShardConfig(name, weight, null, List.of(), ranges, values);
  }
}
