package io.penstock.sql.shard;

import io.penstock.config.KeyForm;
import io.penstock.config.ShardRangeConfig;
import io.penstock.config.ShardingConfig;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ranges that do not overlap, each from its lowest value to below its end. */
final class KeyRanges implements Placement {
  /** One range; null bounds are open. */
  private record Held(@Nullable KeyValue from, @Nullable KeyValue to, int shard) {}

  private final KeyForm form;
  private final Held[] ranges;

  private KeyRanges(KeyForm form, List<Held> ranges) {
    this.form = form;
    this.ranges = ranges.toArray(Held[]::new);
  }

  static KeyRanges of(ShardingConfig config) {
    KeyForm form = config.keyForm();
    List<Held> ranges = new ArrayList<>();
    for (int shard = 0; shard < config.shards().size(); shard++) {
      for (ShardRangeConfig range : config.shards().get(shard).ranges()) {
        ranges.add(new Held(bound(form, range.from()), bound(form, range.to()), shard));
      }
    }
    ranges.sort((left, right) -> compareBounds(left.from(), right.from()));
    return new KeyRanges(form, ranges);
  }

  private static @Nullable KeyValue bound(KeyForm form, @Nullable String text) {
    return text == null ? null : KeyType.configured(form, text);
  }

  /** Of lower bounds: none is below all. */
  private static int compareBounds(@Nullable KeyValue left, @Nullable KeyValue right) {
    if (left == null) {
      return right == null ? 0 : -1;
    }
    return right == null ? 1 : KeyOrder.compare(left, right);
  }

  @Override
  public int place(List<KeyValue> key) {
    if (key.size() != 1) {
      return ShardMap.NOWHERE;
    }
    KeyValue value = key.get(0);
    int low = 0;
    int high = ranges.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compareBounds(ranges[middle].from(), value) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low == 0) {
      return ShardMap.NOWHERE;
    }
    Held found = ranges[low - 1];
    boolean within = found.to() == null || KeyOrder.compare(value, found.to()) < 0;
    return within ? found.shard() : ShardMap.NOWHERE;
  }

  @Override
  public boolean places(KeyType type) {
    return type.form() == form;
  }

  /** The shard of values below every bound. */
  int lowest() {
    return ranges.length > 0 && ranges[0].from() == null ? ranges[0].shard() : ShardMap.NOWHERE;
  }
}
