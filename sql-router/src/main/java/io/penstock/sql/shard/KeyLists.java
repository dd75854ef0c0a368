package io.penstock.sql.shard;

import io.penstock.config.KeyForm;
import io.penstock.config.ShardingConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Values that the configuration lists, each with its shard. */
record KeyLists(KeyForm form, Map<KeyValue, Integer> shards) implements Placement {
  KeyLists {
    shards = Map.copyOf(shards);
  }

  static KeyLists of(ShardingConfig config) {
    KeyForm form = config.keyForm();
    Map<KeyValue, Integer> shards = new HashMap<>();
    for (int shard = 0; shard < config.shards().size(); shard++) {
      for (String value : config.shards().get(shard).values()) {
        shards.put(KeyType.configured(form, value), shard);
      }
    }
    return new KeyLists(form, shards);
  }

  @Override
  public int place(List<KeyValue> key) {
    Integer shard = key.size() == 1 ? shards.get(key.get(0)) : null;
    return shard == null ? ShardMap.NOWHERE : shard;
  }

  @Override
  public boolean places(KeyType type) {
    return type.form() == form;
  }
}
