package io.penstock.proxy.console;

import io.penstock.wire.SqlState;
import io.penstock.wire.backend.ErrorFields;

/** A command that is refused or fails. Without a stack trace: clients provoke these at will. */
final class ConsoleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient ErrorFields fields;

  ConsoleException(ErrorFields fields) {
    super(fields.message(), null, true, false);
    this.fields = fields;
  }

  ConsoleException(String sqlState, String message, String hint) {
    this(ErrorFields.error(sqlState, message).withHint(hint));
  }

  static ConsoleException syntax(String message) {
    return new ConsoleException(
        SqlState.SYNTAX_ERROR, message, "SHOW HELP lists the commands of the console.");
  }

  ErrorFields fields() {
    return fields;
  }
}
