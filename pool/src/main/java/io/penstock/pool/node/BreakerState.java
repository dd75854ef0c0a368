package io.penstock.pool.node;

/** Whether a node that has failed is left alone. */
public enum BreakerState {
  /** It serves. */
  CLOSED,

  /** It has failed too often in a row, and takes no reads. */
  OPEN,

  /** The time is over; the next probe decides. */
  HALF_OPEN
}
