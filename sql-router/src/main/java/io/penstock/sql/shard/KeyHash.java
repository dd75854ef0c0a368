package io.penstock.sql.shard;

import java.util.List;

/** The hash of a whole key: of one column its value's, of several a chain of theirs. */
final class KeyHash {
  private KeyHash() {}

  static long of(List<KeyValue> key) {
    long hash = key.get(0).hash();
    for (int column = 1; column < key.size(); column++) {
      hash = XxHash64.hash(key.get(column).hash(), hash);
    }
    return hash;
  }
}
