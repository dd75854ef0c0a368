package io.penstock.sql.shard;

import io.penstock.config.ShardPinConfig;
import io.penstock.config.ShardedTableConfig;
import io.penstock.config.ShardingConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What moves when a database's sharding changes. Shards are the same when their names are.
 *
 * @param shares which part of all keys goes from where to where, if the hash of keys decides before
 *     and after; none that stays
 * @param keys the ranges, listed values and pins that go elsewhere
 * @param remarks what can be said in words only
 */
public record ShardMoves(List<Share> shares, List<Keys> keys, List<String> remarks) {
  /** Where keys are that no range and no list has. */
  public static final String NONE = "none";

  /** Where a pinned key is before or after it is pinned. */
  public static final String NOT_PINNED = "not pinned";

  public ShardMoves {
    shares = List.copyOf(shares);
    keys = List.copyOf(keys);
    remarks = List.copyOf(remarks);
  }

  /**
   * Keys known by their hash only.
   *
   * @param part of all keys that there can be, from 0 to 1
   */
  public record Share(String from, String to, double part) {}

  /**
   * Keys known by their values.
   *
   * @param what as the configuration writes them, in words
   */
  public record Keys(String what, String from, String to) {}

  /** Compares two configurations that the loader has accepted. */
  public static ShardMoves between(ShardingConfig old, ShardingConfig now) {
    List<String> remarks = new ArrayList<>();
    List<Share> shares = List.of();
    List<Keys> keys = new ArrayList<>();
    Placement before = Placement.of(old);
    Placement after = Placement.of(now);
    if (old.algorithm() != now.algorithm()) {
      remarks.add("the algorithm changes: every key may move");
    } else {
      switch (before) {
        case HashRing ring -> shares = HashMoves.ofRings(ring, (HashRing) after, names(old, now));
        case HashPartitions partitions ->
            shares = HashMoves.ofPartitions(partitions, (HashPartitions) after, names(old, now));
        case KeyRanges ranges -> bounds(old, now, remarks, keys, ranges, after);
        case KeyLists lists -> bounds(old, now, remarks, keys, lists, after);
      }
    }
    pins(old, now, keys);
    tables(old, now, remarks);
    return new ShardMoves(shares, keys, remarks);
  }

  private static void bounds(
      ShardingConfig old,
      ShardingConfig now,
      List<String> remarks,
      List<Keys> keys,
      Placement before,
      Placement after) {
    if (old.keyForm() != now.keyForm()) {
      remarks.add("the type of the keys changes: every key may move");
    } else {
      keys.addAll(new BoundMoves(old, now).between(before, after));
    }
  }

  private static ShardNames names(ShardingConfig old, ShardingConfig now) {
    return new ShardNames(ShardNames.of(old), ShardNames.of(now));
  }

  private static void pins(ShardingConfig old, ShardingConfig now, List<Keys> keys) {
    Map<List<String>, String> before = pinned(old);
    Map<List<String>, String> after = pinned(now);
    Map<List<String>, String> all = new LinkedHashMap<>(before);
    after.forEach(all::putIfAbsent);
    for (List<String> key : all.keySet()) {
      String from = before.getOrDefault(key, NOT_PINNED);
      String to = after.getOrDefault(key, NOT_PINNED);
      if (!from.equals(to)) {
        keys.add(new Keys("pin " + String.join(", ", key), from, to));
      }
    }
  }

  private static Map<List<String>, String> pinned(ShardingConfig config) {
    Map<List<String>, String> pins = new LinkedHashMap<>();
    for (ShardPinConfig pin : config.pins()) {
      pins.put(pin.key(), pin.shard());
    }
    return pins;
  }

  private static void tables(ShardingConfig old, ShardingConfig now, List<String> remarks) {
    Map<String, ShardedTableConfig> before = new LinkedHashMap<>();
    old.tables().forEach(table -> before.put(table.name(), table));
    for (ShardedTableConfig table : now.tables()) {
      ShardedTableConfig was = before.remove(table.name());
      if (was == null) {
        remarks.add("table " + table.name() + " is new: its rows must be where its rule says");
      } else if (!was.key().equals(table.key())) {
        remarks.add(
            "table %s: %s becomes %s: every row of it may move"
                .formatted(table.name(), rule(was), rule(table)));
      }
    }
    before.keySet().forEach(name -> remarks.add("table " + name + " is no longer configured"));
  }

  private static String rule(ShardedTableConfig table) {
    return table.reference() ? "reference" : "key " + String.join(", ", table.key());
  }
}
