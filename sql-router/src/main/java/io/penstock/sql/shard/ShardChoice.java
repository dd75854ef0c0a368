package io.penstock.sql.shard;

/** The shard of a text and its values. */
public sealed interface ShardChoice {
  /** That shard. */
  record Shard(int index) implements ShardChoice {}

  /**
   * No single shard is proven to be right.
   *
   * @param sentence why, for a person; never with a value
   * @param hint what to do instead
   */
  record Refused(String sentence, String hint) implements ShardChoice {}
}
