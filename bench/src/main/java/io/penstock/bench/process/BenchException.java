package io.penstock.bench.process;

/** A measurement that cannot go on, for a reason that its user can do something about. */
public final class BenchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message all that is printed: what was found, what was expected, what to do
   */
  public BenchException(String message) {
    super(message);
  }
}
