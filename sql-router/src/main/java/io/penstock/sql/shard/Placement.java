package io.penstock.sql.shard;

import io.penstock.config.ShardingConfig;
import java.util.List;

/** One algorithm over the shards of one database. Immutable. */
sealed interface Placement permits HashRing, HashPartitions, KeyRanges, KeyLists {
  /** The shard of a key; {@link ShardMap#NOWHERE} when none holds it. */
  int place(List<KeyValue> key);

  /** Whether keys with a column of this type can be placed. */
  boolean places(KeyType type);

  static Placement of(ShardingConfig config) {
    return switch (config.algorithm()) {
      case CONSISTENT_HASH -> HashRing.of(config.shards(), config.virtualNodes());
      case HASH -> new HashPartitions(config.shards().size());
      case RANGE -> KeyRanges.of(config);
      case LIST -> KeyLists.of(config);
    };
  }
}
