package io.penstock.config;

/** What a read on a replica may miss. */
public enum Consistency {
  /** Whatever the replica has not replayed yet. */
  EVENTUAL,

  /** What was written within max-lag. */
  BOUNDED,

  /** What other sessions wrote within max-lag; nothing that this session wrote. */
  SESSION,

  /** Nothing: every read goes to the primary. */
  STRONG
}
