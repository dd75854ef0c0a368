package io.penstock.proxy.session;

/** Where a session stands. */
public enum SessionState {
  /** The client's frames are taken as they come. */
  READY,

  /** The next frame needs a backend, which the pool has not granted yet. */
  WAITING,

  /** The leased backend is being brought in line with the session's settings. */
  SETTLING,

  /** Several shards work for it. */
  SCATTERING,

  /** All shards of its transaction do the same. */
  COORDINATING,

  /** The client is gone; its backend is being cleaned for the next. */
  LEAVING,

  /** Nothing is held any more. */
  CLOSED;

  boolean mayBecome(SessionState next) {
    return switch (this) {
      case READY ->
          next == WAITING
              || next == SETTLING
              || next == SCATTERING
              || next == COORDINATING
              || next == LEAVING
              || next == CLOSED;
      case WAITING, SETTLING, SCATTERING, COORDINATING ->
          next == READY || next == LEAVING || next == CLOSED;
      case LEAVING -> next == CLOSED;
      case CLOSED -> false;
    };
  }
}
