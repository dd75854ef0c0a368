package io.penstock.pool;

/** Why a waiter got no backend. */
public enum RefusalReason {
  /** Waited for max-wait while others held every backend. */
  EXHAUSTED,

  /** The node does not answer, or cannot serve. */
  NODE_DOWN,

  /** The backend refused the user, the password or the database. */
  LOGIN_REJECTED,

  /** The pool is closing: shutdown, or its database left the configuration. */
  CLOSED
}
