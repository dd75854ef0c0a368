package io.penstock.pool.node;

/** What counts against a node: that it does not serve, never that a statement was wrong. */
public enum NodeFailure {
  /** A connection could not be opened, or not in time. */
  CONNECT,

  /** A connection was lost. */
  CONNECTION_LOST,

  /** It did not answer a probe in time. */
  TIMEOUT,

  /** It said that it stops, starts or crashed: 57P01, 57P02, 57P03. */
  SHUTTING_DOWN
}
