package io.penstock.embedded;

import java.io.Serial;

/**
 * A server of this package could not be prepared, started, stopped or brought to the state asked
 * for. The message says what was found, what was expected and what to do.
 */
public final class PostgresServerException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final String sqlState;

  PostgresServerException(String sqlState, String message) {
    super("[" + sqlState + "] " + message);
    this.sqlState = sqlState;
  }

  PostgresServerException(String sqlState, String message, Throwable cause) {
    super("[" + sqlState + "] " + message, cause);
    this.sqlState = sqlState;
  }

  /** A file or folder could not be read or written. */
  static PostgresServerException io(String what, Throwable cause) {
    return new PostgresServerException("58030", what + ": " + cause, cause);
  }

  /** This machine lacks something that a server needs. */
  static PostgresServerException unsuitable(String message) {
    return new PostgresServerException("58000", message);
  }

  /** The server is not in the state that the call needs. */
  static PostgresServerException wrongState(String message) {
    return new PostgresServerException("55000", message);
  }

  /** The server did not come up, or did not reach a state in time. */
  static PostgresServerException unavailable(String message) {
    return new PostgresServerException("57P03", message);
  }

  /** The SQLSTATE that names the kind of failure, as PostgreSQL itself would. */
  public String sqlState() {
    return sqlState;
  }
}
