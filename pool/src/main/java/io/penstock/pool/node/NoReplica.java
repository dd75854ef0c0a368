package io.penstock.pool.node;

/** Why no node can serve a read: the first condition that none of those left fulfils. */
public enum NoReplica implements ReadChoice {
  /** No node takes writes now. */
  NO_PRIMARY,

  /** No node is a replica that takes reads. */
  NO_REPLICA,

  /** None answers. */
  ALL_DOWN,

  /** Those that answer are banned by an administrator. */
  ALL_BANNED,

  /** Those have failed again and again, and are left alone. */
  ALL_BROKEN,

  /** Those are too far behind the primary. */
  ALL_LAGGING,

  /** Those have not replayed what the session wrote. */
  BEHIND_TOKEN,

  /** Those have been tried already. */
  ALL_TRIED
}
