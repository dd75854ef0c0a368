package io.penstock.pool.connect;

import io.penstock.wire.SqlState;
import io.penstock.wire.backend.ErrorResponse;
import org.jspecify.annotations.Nullable;

/**
 * A connection that could not be opened.
 *
 * @param sqlState for the client
 * @param message what was tried and what was found, naming the node; for a person
 * @param hint what can be done about it
 * @param serverError the server's own words, when it was the server that refused
 */
public record ConnectFailure(
    ConnectFailureReason reason,
    String sqlState,
    String message,
    @Nullable String hint,
    @Nullable ErrorResponse serverError,
    @Nullable Throwable cause) {
  ConnectFailure(ConnectFailureReason reason, String sqlState, String message, String hint) {
    this(reason, sqlState, message, hint, null, null);
  }

  ConnectFailure(
      ConnectFailureReason reason,
      String sqlState,
      String message,
      String hint,
      @Nullable Throwable cause) {
    this(reason, sqlState, message, hint, null, cause);
  }

  /** The database is missing: one statement elsewhere ends that, and who sent it comes at once. */
  public boolean missingDatabase() {
    return sqlState.equals(SqlState.INVALID_CATALOG_NAME);
  }

  @Override
  public String toString() {
    return reason + " " + sqlState + ": " + message;
  }
}
