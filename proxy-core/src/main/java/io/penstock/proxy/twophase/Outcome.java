package io.penstock.proxy.twophase;

/** What became of a transaction, as far as its anchor tells. */
public enum Outcome {
  COMMITTED,

  /** It will not be committed any more: that is written down. */
  ABORTED,

  /** The anchor cannot be asked now, or has not decided yet. */
  UNKNOWN
}
