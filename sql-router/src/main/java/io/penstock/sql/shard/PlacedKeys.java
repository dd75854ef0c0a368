package io.penstock.sql.shard;

import io.penstock.config.ShardConfig;
import io.penstock.config.ShardingConfig;
import java.util.List;

/** A placement with its pins, over shards that have other numbers. Immutable. */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record PlacedKeys(Placement placement, ShardPins pins, int[] numbers) {
  /**
   * @param names of the shards by the numbers that are told; a shard that is not among them is
   *     nowhere
   */
  static PlacedKeys of(ShardingConfig config, List<String> names) {
    return new PlacedKeys(
        Placement.of(config),
        ShardPins.of(config),
        config.shards().stream().map(ShardConfig::name).mapToInt(names::indexOf).toArray());
  }

  int place(List<KeyValue> key) {
    int pinned = pins.place(key);
    int shard = pinned == ShardMap.NOWHERE ? placement.place(key) : pinned;
    return shard == ShardMap.NOWHERE ? ShardMap.NOWHERE : numbers[shard];
  }

  boolean places(KeyType type) {
    return placement.places(type);
  }
}
