package io.penstock.sql.shard;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** Which part of all hashes goes from which shard to which. */
final class HashMoves {
  private static final double WHOLE = 0x1p64;

  private record Way(String from, String to) implements Comparable<Way> {
    @Override
    public int compareTo(Way other) {
      int order = from.compareTo(other.from);
      return order == 0 ? to.compareTo(other.to) : order;
    }
  }

  private HashMoves() {}

  /**
   * Between two points that follow each other in either ring, all hashes have one owner in each.
   */
  static List<ShardMoves.Share> ofRings(HashRing old, HashRing now, ShardNames names) {
    long[] places =
        LongStream.concat(Arrays.stream(old.points()), Arrays.stream(now.points()))
            .sorted()
            .distinct()
            .toArray();
    Map<Way, Double> parts = new TreeMap<>();
    long before = places[places.length - 1];
    for (long place : places) {
      Way way = new Way(names.old(old.owner(place)), names.now(now.owner(place)));
      // The first arc goes over the end of the numbers; with one point it is the whole ring.
      double length = places.length == 1 ? WHOLE : unsigned(place - before);
      parts.merge(way, length / WHOLE, Double::sum);
      before = place;
    }
    return shares(parts);
  }

  private static double unsigned(long number) {
    return number >= 0 ? (double) number : number + WHOLE;
  }

  /** After as many hashes as the smallest common multiple of both numbers, all is as it was. */
  static List<ShardMoves.Share> ofPartitions(
      HashPartitions old, HashPartitions now, ShardNames names) {
    int period = old.shards() / gcd(old.shards(), now.shards()) * now.shards();
    Map<Way, Integer> counts = new TreeMap<>();
    for (int hash = 0; hash < period; hash++) {
      Way way = new Way(names.old(hash % old.shards()), names.now(hash % now.shards()));
      counts.merge(way, 1, Integer::sum);
    }
    Map<Way, Double> parts = new TreeMap<>();
    counts.forEach((way, count) -> parts.put(way, (double) count / period));
    return shares(parts);
  }

  private static int gcd(int left, int right) {
    return right == 0 ? left : gcd(right, left % right);
  }

  private static List<ShardMoves.Share> shares(Map<Way, Double> parts) {
    List<ShardMoves.Share> shares = new ArrayList<>();
    parts.forEach((way, part) -> {
      if (!way.from().equals(way.to())) {
        shares.add(new ShardMoves.Share(way.from(), way.to(), part));
      }
    });
    return shares;
  }
}
