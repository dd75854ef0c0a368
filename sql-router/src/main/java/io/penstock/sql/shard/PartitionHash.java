package io.penstock.sql.shard;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The hash by which PostgreSQL chooses a hash partition: compute_partition_hash_value() of
 * partbounds.c over the extended hash functions of hashfunc.c and hashfn.c (Bob Jenkins' lookup3).
 * It has not changed since PostgreSQL 11, as dumps rely on it.
 *
 * <p>Texts are hashed in UTF-8: those of a database in another encoding are hashed otherwise there.
 */
final class PartitionHash {
  private PartitionHash() {}

  static long of(List<KeyValue> key) {
    long hash = 0;
    for (int column = 0; column < key.size(); column++) {
      hash = combine(hash, of(key.get(column)));
    }
    return hash;
  }

  /** hash_combine64(). */
  private static long combine(long hash, long next) {
    return hash ^ (next + 0x49a0f4dd15e5a8e3L + (hash << 54) + (hash >>> 7));
  }

  /** What the extended hash function of the value's type says with HASH_PARTITION_SEED. */
  static long of(KeyValue value) {
    return switch (value) {
      case KeyValue.Whole whole -> ofLong(whole.value());
      case KeyValue.Moment moment -> ofLong(moment.micros());
      case KeyValue.Day day -> JenkinsHash.ofInt(day.days());
      case KeyValue.Truth truth -> JenkinsHash.ofInt(truth.value() ? 1 : 0);
      case KeyValue.Text text -> JenkinsHash.ofBytes(text.value().getBytes(StandardCharsets.UTF_8));
      case KeyValue.Uuid uuid -> JenkinsHash.ofUuid(uuid.high(), uuid.low());
    };
  }

  /** hashint8extended(): equal numbers of int2, int4 and int8 have one hash. */
  private static long ofLong(long value) {
    int high = (int) (value >> 32);
    return JenkinsHash.ofInt((int) value ^ (value >= 0 ? high : ~high));
  }
}
