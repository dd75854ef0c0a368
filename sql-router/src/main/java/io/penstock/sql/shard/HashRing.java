package io.penstock.sql.shard;

import io.penstock.config.ShardConfig;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

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

  static HashRing of(List<ShardConfig> shards, int virtualNodes) {
    long[] points =
        withoutRepeats(
            shards.stream().flatMapToLong(shard -> points(shard, virtualNodes)).sorted().toArray());
    int[] owners = new int[points.length];
    // Of two shards on one point the first by name has it, wherever they stand in the file.
    IntStream.range(0, shards.size())
        .boxed()
        .sorted(Comparator.comparing((Integer shard) -> shards.get(shard).name()).reversed())
        .forEach(shard ->
            points(shards.get(shard), virtualNodes)
                .forEach(point -> owners[Arrays.binarySearch(points, point)] = shard));
    return new HashRing(points, owners);
  }

  private static long[] withoutRepeats(long[] sorted) {
    int count = 0;
    for (long point : sorted) {
      if (count == 0 || sorted[count - 1] != point) {
        sorted[count++] = point;
      }
    }
    return Arrays.copyOf(sorted, count);
  }

  private static LongStream points(ShardConfig shard, int virtualNodes) {
    long name = XxHash64.hash(shard.name(), 0);
    return IntStream.range(0, shard.weight() * virtualNodes * POINTS)
        .mapToLong(number -> XxHash64.hash(number, name));
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
