package io.penstock.sql.shard;

import io.penstock.config.ShardPinConfig;
import io.penstock.config.ShardingConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keys that live where the configuration says.
 *
 * <p>The configuration has texts, and columns may be of any type: a pin counts for every value that
 * its text can mean.
 */
final class ShardPins {
  private final Map<List<KeyValue>, Integer> shards;

  private ShardPins(Map<List<KeyValue>, Integer> shards) {
    this.shards = Map.copyOf(shards);
  }

  static ShardPins of(ShardingConfig config) {
    List<String> names = config.shards().stream().map(shard -> shard.name()).toList();
    Map<List<KeyValue>, Integer> shards = new HashMap<>();
    for (ShardPinConfig pin : config.pins()) {
      int shard = names.indexOf(pin.shard());
      readings(pin.key()).forEach(key -> shards.put(key, shard));
    }
    return new ShardPins(shards);
  }

  /** Every key that the texts of a pin can mean. */
  static List<List<KeyValue>> readings(List<String> texts) {
    List<List<KeyValue>> keys = List.of(List.of());
    for (String text : texts) {
      List<List<KeyValue>> longer = new ArrayList<>();
      for (KeyValue value : KeyType.meanings(text)) {
        for (List<KeyValue> key : keys) {
          List<KeyValue> more = new ArrayList<>(key);
          more.add(value);
          longer.add(List.copyOf(more));
        }
      }
      keys = longer;
    }
    return keys;
  }

  int place(List<KeyValue> key) {
    Integer shard = shards.isEmpty() ? null : shards.get(key);
    return shard == null ? ShardMap.NOWHERE : shard;
  }
}
