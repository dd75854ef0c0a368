package io.penstock.proxy.startup;

import io.penstock.wire.ProtocolException;
import io.penstock.wire.SqlState;
import io.penstock.wire.backend.ErrorFields;
import io.penstock.wire.backend.ErrorResponse;

/**
 * Why a client is not let in.
 *
 * @param reason for the log: may say more than the client is told, but never a secret
 */
record Refusal(ErrorFields fields, String reason) {
  /** The reason is what the client is told. */
  static Refusal of(String sqlState, String message) {
    return new Refusal(ErrorFields.fatal(sqlState, message), message);
  }

  static Refusal of(ProtocolException cause) {
    return new Refusal(ErrorFields.fatal(cause), String.valueOf(cause.getMessage()));
  }

  Refusal detail(String detail) {
    return new Refusal(fields.withDetail(detail), reason);
  }

  Refusal hint(String hint) {
    return new Refusal(fields.withHint(hint), reason);
  }

  Refusal because(String loggedReason) {
    return new Refusal(fields, loggedReason);
  }

  String sqlState() {
    String sqlState = fields.sqlState();
    return sqlState == null ? SqlState.INTERNAL_ERROR : sqlState;
  }

  ErrorResponse message() {
    return new ErrorResponse(fields);
  }
}
