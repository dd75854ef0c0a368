package io.penstock.pool;

/** Where a backend stands in its pool. */
enum BackendState {
  /** On its loop's stack, ready to be leased. */
  IDLE,

  /** A session has it. */
  LEASED,

  /** Between two event loops. */
  MOVING,

  /** Being closed by the pool. */
  CLOSING,

  /** Gone, off the books. */
  CLOSED;

  /** Whether the connection is closed, or is being closed. */
  boolean ended() {
    return this == CLOSING || this == CLOSED;
  }

  boolean mayBecome(BackendState next) {
    return switch (this) {
      case IDLE -> next == LEASED || next == MOVING || next == CLOSING || next == CLOSED;
      case LEASED -> next == IDLE || next == CLOSING || next == CLOSED;
      case MOVING -> next == IDLE || next == CLOSED;
      case CLOSING -> next == CLOSED;
      case CLOSED -> false;
    };
  }
}
