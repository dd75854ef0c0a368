package io.penstock.sql.shard;

import io.penstock.config.ShardConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Consistent hashing: each shard owns points of a ring of 2<sup>64</sup> places, and holds the keys
 * that hash to between the point before one of its own and that point.
 *
 * <p>A shard's points follow from its name alone. So a shard that comes takes keys from others and
 * moves none between them, and the order of the shards does not count. docs/decisions/0015 says why
 * a virtual node is that many points.
 */
final class HashRing implements Placement {
  /** How many points a virtual node has. */
  static final int POINTS = 16;

  private final long[] points;
  private final int[] owners;

  private HashRing(long[] points, int[] owners) {
    this.points = points;
    this.owners = owners;
  }

  private record Point(long place, int shard) {}

  static HashRing of(List<ShardConfig> shards, int virtualNodes) {
    List<Point> all = new ArrayList<>();
    for (int shard = 0; shard < shards.size(); shard++) {
      long name = XxHash64.hash(shards.get(shard).name(), 0);
      int count = shards.get(shard).weight() * virtualNodes * POINTS;
      for (int number = 0; number < count; number++) {
        all.add(new Point(XxHash64.hash(number, name), shard));
      }
    }
    // Of points on one place the first counts: by name, so that the order of shards does not.
    all.sort(
        Comparator.comparingLong(Point::place)
            .thenComparing(point -> shards.get(point.shard()).name()));
    return new HashRing(
        all.stream().mapToLong(Point::place).toArray(),
        all.stream().mapToInt(Point::shard).toArray());
  }

  @Override
  public int place(List<KeyValue> key) {
    return owner(KeyHash.of(key));
  }

  @Override
  public boolean places(KeyType type) {
    return true;
  }

  /** The owner of the first point at or above the place, or of the lowest of all. */
  int owner(long place) {
    int low = 0;
    int high = points.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (points[middle] < place) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return owners[low == points.length ? 0 : low];
  }

  /** The points in ascending order. */
  long[] points() {
    return Arrays.copyOf(points, points.length);
  }
}
