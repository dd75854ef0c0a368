package io.penstock.wire;

import org.jspecify.annotations.Nullable;

/**
 * The peer sent what the protocol does not allow, or what Penstock refuses to accept. The message
 * says what was found and what was expected, and never holds a secret or SQL text.
 *
 * <p>Has no stack trace: a peer can provoke any number of these, the trace is most of their cost,
 * and the message names the field.
 */
public final class ProtocolException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final String VIOLATION_HINT =
      "The peer broke PostgreSQL protocol 3.0/3.2, or something else speaks on this port:"
          + " check the driver's version and what stands between.";

  private final String sqlState;
  private final @Nullable String hint;

  /** An error with one of the codes in {@link SqlState}. */
  public ProtocolException(String sqlState, String message, @Nullable String hint) {
    super(message, null, true, false);
    this.sqlState = sqlState;
    this.hint = hint;
  }

  /** An 08P01 with the hint that fits a malformed frame. */
  public static ProtocolException violation(String message) {
    return new ProtocolException(SqlState.PROTOCOL_VIOLATION, message, VIOLATION_HINT);
  }

  /** The five characters to put into the ErrorResponse. */
  public String sqlState() {
    return sqlState;
  }

  /** What a person can do about it, when there is something. */
  public @Nullable String hint() {
    return hint;
  }
}
