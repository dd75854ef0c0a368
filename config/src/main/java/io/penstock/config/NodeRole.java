package io.penstock.config;

/** What a node is, or that the proxy shall find out. */
public enum NodeRole {
  /** Probed: whoever is not in recovery is the primary. */
  AUTO,

  /** Takes writes. */
  PRIMARY,

  /** Takes reads only. */
  REPLICA
}
