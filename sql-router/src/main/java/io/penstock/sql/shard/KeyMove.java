package io.penstock.sql.shard;

import io.penstock.config.ShardingConfig;
import org.jspecify.annotations.Nullable;

/**
 * How far the keys of a database have moved from one placement to another. Immutable.
 *
 * @param moved keys below have moved
 * @param held keys from there to below this one are on the move; null when none are
 * @param unsettled whether some rows may be on two shards
 */
public record KeyMove(
    ShardingConfig before,
    ShardingConfig after,
    KeyBound moved,
    @Nullable KeyBound held,
    boolean unsettled) {}
