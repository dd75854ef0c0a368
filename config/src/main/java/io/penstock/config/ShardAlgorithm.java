package io.penstock.config;

/** How the shard of a key is found. */
public enum ShardAlgorithm {
  /** On a ring: few keys move when shards come or go. */
  CONSISTENT_HASH,

  /** By PostgreSQL's own hash, as {@code PARTITION BY HASH} places rows. */
  HASH,

  /** By ranges of values. */
  RANGE,

  /** By lists of values. */
  LIST
}
