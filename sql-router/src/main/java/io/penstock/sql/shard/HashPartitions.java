package io.penstock.sql.shard;

import java.util.List;

/**
 * Shard i holds what a partition {@code FOR VALUES WITH (MODULUS shards, REMAINDER i)} would hold.
 */
record HashPartitions(int shards) implements Placement {
  @Override
  public int place(List<KeyValue> key) {
    return (int) Long.remainderUnsigned(PartitionHash.of(key), shards);
  }

  @Override
  public boolean places(KeyType type) {
    // numeric has a hash of its own, which depends on its digits.
    return type != KeyType.NUMERIC;
  }
}
