package io.penstock.pool;

/** Why a backend was closed. */
public enum EvictReason {
  /** Unused for idle-timeout. */
  IDLE_TIMEOUT,

  /** Older than max-lifetime. */
  MAX_LIFETIME,

  /** The pool became smaller, or a reserve backend is no longer needed. */
  SURPLUS,

  /** Another pool of the node, or of the user, needed the room. */
  MADE_ROOM,

  /** RECONNECT, or the node's address or credentials changed. */
  RECONNECT,

  /** PAUSE. */
  PAUSED,

  /** The pool drains or is closed. */
  POOL_CLOSED,

  /** The server closed the connection, or it broke. */
  CONNECTION_LOST,

  /** Its node serves nobody now, and what it was to do is done elsewhere. */
  NODE_LOST,

  /** Bytes that nobody asked for arrived while idle. */
  UNEXPECTED_BYTES,

  /** Its session ended in a transaction or in the middle of an answer. */
  UNCLEAN_RELEASE,

  /** The protocol was broken by the backend. */
  PROTOCOL_VIOLATION,

  /** A statement or transaction outlived its timeout. */
  TIMED_OUT,

  /** Its session state could not be undone. */
  SESSION_STATE,

  /** Its node took writes and must not any more. */
  FENCED,

  /** An administrator's KILL. */
  KILLED
}
