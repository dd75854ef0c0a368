package io.penstock.proxy.cli;

/** A command that cannot go on, for a reason that its user can do something about. */
final class CommandFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message all that is printed: what was found, what was expected, what to do
   */
  CommandFailedException(String message) {
    super(message);
  }
}
