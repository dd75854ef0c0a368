package io.penstock.config;

/** What happens to a read when no replica can serve it. */
public enum OnNoReplica {
  /** The primary serves it. */
  PRIMARY,

  /** It gets an error. */
  ERROR
}
