package io.penstock.proxy.move;

/** Keys cannot be moved, or not now. The message says why and what to do, for a person. */
public final class MoveFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MoveFailedException(String message) {
    super(message);
  }

  MoveFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
