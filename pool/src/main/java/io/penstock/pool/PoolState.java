package io.penstock.pool;

/** What a pool does with those who ask. */
public enum PoolState {
  /** Grants. */
  OPEN,

  /** Lets everyone wait, and closes what is released. */
  PAUSED,

  /** Refuses, and closes what is released. */
  DRAINING,

  /** Refuses, and has closed everything. */
  CLOSED;

  boolean refuses() {
    return this == DRAINING || this == CLOSED;
  }
}
