package io.penstock.pool.node;

/** What a node said it is. */
public enum ObservedRole {
  /** It takes writes. */
  PRIMARY,

  /** It replays what another node wrote. */
  REPLICA,

  /** It has not been asked, or has never answered. */
  UNKNOWN
}
