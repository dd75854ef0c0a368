package io.penstock.proxy.move;

import io.penstock.config.ShardingConfig;
import io.penstock.sql.shard.KeyBound;
import io.penstock.sql.shard.KeyMove;
import io.penstock.sql.shard.KeyValue;
import io.penstock.sql.shard.ShardMap;
import java.util.List;

/** Which keys a move takes from which shard to which; shards by their names. */
final class MovingKeys {
  private final ShardMap map;

  /** From one shard to another. */
  record Way(String from, String to) {}

  /**
   * @param file has every shard of both placements
   */
  MovingKeys(ShardingConfig file, ShardingConfig before, ShardingConfig after) {
    map = ShardMap.moving(file, new KeyMove(before, after, KeyBound.NOTHING, null, false));
  }

  ShardMap map() {
    return map;
  }

  /** Whether a key that is found on this shard has to leave it. */
  boolean leaves(String shard, List<KeyValue> key) {
    return isAt(shard, map.placeBefore(key)) && !isAt(shard, map.placeAfter(key));
  }

  /** Whether a key comes to this shard from another. */
  boolean arrives(String shard, List<KeyValue> key) {
    return isAt(shard, map.placeAfter(key)) && !isAt(shard, map.placeBefore(key));
  }

  private boolean isAt(String shard, int number) {
    return number >= 0 && map.name(number).equals(shard);
  }

  /**
   * Where a key goes.
   *
   * @throws MoveFailedException if no shard has it afterwards
   */
  String target(List<KeyValue> key) {
    int number = map.placeAfter(key);
    if (number < 0) {
      throw new MoveFailedException(
          "no shard of the new file has a key that there are rows of, "
              + KeyBound.above(key)
              + " (expected: ranges or lists with all keys)");
    }
    return map.name(number);
  }
}
