package io.penstock.config;

/** Where reads go. */
public enum Reads {
  /** To the node that takes writes. */
  PRIMARY,

  /** To a replica; what happens when there is none, on-no-replica says. */
  PREFER_REPLICA,

  /** To a replica, never to the primary. */
  REPLICA_ONLY,

  /** To a replica or the primary, whichever is less loaded. */
  ANY
}
