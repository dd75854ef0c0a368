package io.penstock.sql.shard;

import io.penstock.config.ShardConfig;
import io.penstock.config.ShardingConfig;
import java.util.List;

/** The names of the shards before and after a change. */
record ShardNames(List<String> old, List<String> now) {
  static List<String> of(ShardingConfig config) {
    return config.shards().stream().map(ShardConfig::name).toList();
  }

  String old(int shard) {
    return shard == ShardMap.NOWHERE ? ShardMoves.NONE : old.get(shard);
  }

  String now(int shard) {
    return shard == ShardMap.NOWHERE ? ShardMoves.NONE : now.get(shard);
  }
}
