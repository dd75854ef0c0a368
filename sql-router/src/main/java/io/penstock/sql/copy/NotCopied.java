package io.penstock.sql.copy;

/** A COPY is not understood. Carries no stack trace: it is an answer, not a failure. */
public final class NotCopied extends Exception {
  private static final long serialVersionUID = 1;

  NotCopied(String sentence) {
    super(sentence, null, false, false);
  }

  /** Why, for a person. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
