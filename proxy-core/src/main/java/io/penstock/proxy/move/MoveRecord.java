package io.penstock.proxy.move;

import io.penstock.config.ShardConfig;
import io.penstock.config.ShardingConfig;
import io.penstock.sql.shard.KeyBound;
import io.penstock.sql.shard.KeyMove;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the first shard of a database has on record of the move of its keys, under way or finished:
 * the truth that whoever moves and all proxies go by. Immutable.
 *
 * @param version grows with each change
 * @param finished whether all keys live by {@code after}
 * @param moved keys below live by {@code after}
 * @param held keys from there to below this are on the move; null when none are
 * @param unsettled keys whose rows may be on two shards; null when none are
 * @param holdMillis how long keys are held at most without a word of who moves them
 */
public record MoveRecord(
    String database,
    long version,
    ShardingConfig before,
    ShardingConfig after,
    boolean finished,
    KeyBound moved,
    @Nullable KeyBound held,
    @Nullable Range unsettled,
    int holdMillis) {

  /** Keys above one bound and below another. */
  public record Range(KeyBound from, KeyBound to) {}

  /** How far it is. */
  public KeyMove keyMove() {
    return new KeyMove(before, after, moved, held, unsettled != null);
  }

  /** Why a file's placement does not go with this record; null when it does. */
  public @Nullable String obstacle(ShardingConfig file) {
    if (finished && file.placesAs(after)) {
      return null;
    }
    if (!file.placesAs(after) && !file.placesAs(before)) {
      return "keys are placed otherwise by the proxy's file than by penstock.shard_move on the first"
          + " shard";
    }
    return !hasShards(file, after)
        ? "the proxy's file does not have all shards that keys have moved to"
        : finished || hasShards(file, before)
            ? null
            : "the proxy's file does not have all shards that keys move from";
  }

  /** Whether every shard with keys has nodes in a file. */
  public static boolean hasShards(ShardingConfig file, ShardingConfig placement) {
    List<String> there = file.shards().stream().map(ShardConfig::name).toList();
    return placement.shards().stream()
        .filter(placement::holdsKeys)
        .allMatch(shard -> there.contains(shard.name()));
  }
}
