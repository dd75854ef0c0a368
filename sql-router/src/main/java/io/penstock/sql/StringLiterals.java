package io.penstock.sql;

import org.jspecify.annotations.Nullable;

/** Reads the value of a string constant. */
final class StringLiterals {
  private StringLiterals() {}

  /**
   * The value of the current token; null if it is no string, or one whose value depends on more
   * than its text: continued on another line, with numeric escapes, not closed.
   */
  static @Nullable String value(Lexer lexer) {
    int start = lexer.start();
    int end = lexer.end();
    return switch (lexer.kind()) {
      case STRING -> quoted(lexer, start + 1, end, !lexer.standardConformingStrings());
      case ESCAPE_STRING -> quoted(lexer, start + 2, end, true);
      case DOLLAR_STRING -> dollarQuoted(lexer.text(start, end));
      default -> null;
    };
  }

  private static @Nullable String quoted(Lexer lexer, int from, int end, boolean escapes) {
    String text = lexer.text(from, end);
    int last = text.length() - 1;
    StringBuilder value = new StringBuilder(text.length());
    int at = 0;
    while (at < last) {
      char next = text.charAt(at);
      if (next == '\uFFFD') {
        return null;
      }
      if (next == '\'') {
        if (text.charAt(at + 1) != '\'' || at + 1 == last) {
          return null;
        }
        at++;
      } else if (next == '\\' && escapes) {
        at++;
        next = escaped(text.charAt(at));
        if (next == 0) {
          return null;
        }
      }
      value.append(next);
      at++;
    }
    return at == last && text.charAt(last) == '\'' ? value.toString() : null;
  }

  /** What a backslash and this letter stand for; 0 for what more letters decide. */
  private static char escaped(char letter) {
    return switch (letter) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'x', 'u', 'U', '0', '1', '2', '3', '4', '5', '6', '7' -> 0;
      default -> letter;
    };
  }

  private static @Nullable String dollarQuoted(String text) {
    String tag = text.substring(0, text.indexOf('$', 1) + 1);
    boolean closed = text.length() >= 2 * tag.length() && text.endsWith(tag);
    if (!closed || text.indexOf('\uFFFD') >= 0) {
      return null;
    }
    return text.substring(tag.length(), text.length() - tag.length());
  }
}
