package io.penstock.sql.shard;

import io.penstock.config.ConfigLoader;
import io.penstock.config.ShardingConfig;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Configurations the tests share. */
final class Shardings {
  private Shardings() {}

  /** The {@code sharding} of a database, from its keys on one line. */
  static ShardingConfig of(String keys) {
    String yaml = "databases: {orders: {sharding: {" + keys + "}}}";
    return Objects.requireNonNull(
        Objects.requireNonNull(ConfigLoader.parse(yaml).database("orders")).sharding());
  }

  /** Shards of these names with a node each. */
  static String shards(List<String> names) {
    return names.stream()
        .map(name -> "{name: %s, nodes: [{host: %s}]}".formatted(name, name))
        .collect(Collectors.joining(", ", "shards: [", "]"));
  }

  static String shards(String... names) {
    return shards(List.of(names));
  }
}
