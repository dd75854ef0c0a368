package io.penstock.sql.shard;

import org.jspecify.annotations.Nullable;

/** The shard of a text and its values. */
public sealed interface ShardChoice {
  /** That shard. */
  record Shard(int index) implements ShardChoice {}

  /**
   * The keys are on more than one shard, and nothing of what the text is about is on another.
   *
   * @param shards in ascending order
   * @param alone why no single one will do
   * @param rows the shard of each row of VALUES, if nothing but such rows has keys
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Several(int[] shards, Refused alone, int @Nullable [] rows) implements ShardChoice {}

  /**
   * A key of it is on the move: it waits until that has arrived.
   *
   * @param before the shard for what began before the key was held, and which is waited for; {@link
   *     ShardMap#NOWHERE} if its keys were on several
   */
  record Held(int before) implements ShardChoice {}

  /**
   * No single shard is proven to be right.
   *
   * @param sentence why, for a person; never with a value
   * @param hint what to do instead
   */
  record Refused(String sentence, String hint) implements ShardChoice {}
}
