package io.penstock.config;

/** How long a session keeps its backend. */
public enum PoolMode {
  /** Until the client disconnects. */
  SESSION,

  /** Until its transaction ends. */
  TRANSACTION,

  /** Until its statement ends; transactions of several statements are refused. */
  STATEMENT
}
