package io.penstock.proxy.cli.tour;

/** What happened in a step is not what it says. */
final class StepFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what was found, and what was expected
   */
  StepFailedException(String message) {
    super(message);
  }

  /** Fails unless it is so. */
  static void require(boolean isSo, String otherwise) {
    if (!isSo) {
      throw new StepFailedException(otherwise);
    }
  }
}
