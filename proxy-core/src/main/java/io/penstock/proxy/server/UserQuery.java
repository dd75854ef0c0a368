package io.penstock.proxy.server;

import io.penstock.sql.ClientEncoding;
import io.penstock.sql.Lexer;
import io.penstock.sql.TokenKind;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The statement of {@code authentication.query}. The file writes the user's name as {@code $1},
 * JDBC as a question mark; the name itself never becomes part of the text.
 *
 * @param jdbc the statement as JDBC wants it
 * @param parameters how often the name is used
 */
record UserQuery(String jdbc, int parameters) {
  /** What the query says of a user. */
  record Found(@Nullable String secret) {}

  /**
   * Reads the statement of the file.
   *
   * @throws IllegalStateException when it has another parameter than {@code $1}
   */
  static UserQuery of(String query) {
    byte[] bytes = query.getBytes(StandardCharsets.UTF_8);
    Lexer lexer = new Lexer();
    lexer.reset(bytes, 0, bytes.length, ClientEncoding.UTF8, true);
    StringBuilder jdbc = new StringBuilder();
    int copied = 0;
    int parameters = 0;
    for (TokenKind kind = lexer.next(); kind != TokenKind.END; kind = lexer.next()) {
      jdbc.append(text(bytes, copied, lexer.start()));
      String token = text(bytes, lexer.start(), lexer.end());
      copied = lexer.end();
      if (kind == TokenKind.PARAMETER) {
        if (!token.equals("$1")) {
          throw new IllegalStateException(
              "authentication.query: parameter " + token + " (expected: $1, the user's name)");
        }
        parameters++;
        jdbc.append('?');
      } else {
        // In JDBC an operator's question mark is written twice.
        jdbc.append(kind == TokenKind.OPERATOR ? token.replace("?", "??") : token);
      }
    }
    jdbc.append(text(bytes, copied, bytes.length));
    if (parameters == 0) {
      throw new IllegalStateException(
          "authentication.query: no parameter (expected: $1, the user's name)");
    }
    return new UserQuery(jdbc.toString(), parameters);
  }

  private static String text(byte[] bytes, int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.UTF_8);
  }

  /**
   * Asks for a user; blocks.
   *
   * @return null when there is none
   * @throws SQLException also when the row is another user's
   */
  @Nullable Found ask(Connection connection, String user) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(jdbc)) {
      for (int i = 1; i <= parameters; i++) {
        statement.setString(i, user);
      }
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return null;
        }
        if (!user.equals(row.getString(1))) {
          throw new SQLException(
              "authentication.query returned the row of another user than it was asked for");
        }
        return new Found(row.getString(2));
      }
    }
  }
}
