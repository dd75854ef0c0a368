package io.penstock.sql;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads identifiers as PostgreSQL understands them. */
public final class Names {
  /** The longest name PostgreSQL keeps, in bytes; it cuts off the rest. */
  private static final int LONGEST = 63;

  private Names() {}

  /** Reads this token as an identifier and goes on; null, without going on, if it is none. */
  static @Nullable String read(TokenCursor cursor) {
    String name = peek(cursor);
    if (name != null) {
      cursor.advance();
    }
    return name;
  }

  /** This token as an identifier; null if it is none, or one that is not understood. */
  static @Nullable String peek(TokenCursor cursor) {
    Lexer lexer = cursor.lexer();
    return switch (lexer.kind()) {
      case WORD -> folded(lexer.text(lexer.start(), lexer.end()));
      case QUOTED_IDENTIFIER -> unquoted(lexer.text(lexer.start(), lexer.end()));
      default -> null;
    };
  }

  /** What PostgreSQL makes of an unquoted name; null for one with bytes that are no characters. */
  public static @Nullable String folded(String word) {
    return cut(lowerCase(word));
  }

  /** What it makes of {@code "…"}, the quotes included; null likewise, and for an empty name. */
  public static @Nullable String unquoted(String quoted) {
    if (quoted.length() < 3) {
      return null;
    }
    return cut(quoted.substring(1, quoted.length() - 1).replace("\"\"", "\""));
  }

  /** In lower case, A to Z only: what PostgreSQL does to names whatever the locale. */
  static String lowerCase(String text) {
    StringBuilder lower = new StringBuilder(text);
    for (int at = 0; at < text.length(); at++) {
      char letter = text.charAt(at);
      if (letter >= 'A' && letter <= 'Z') {
        lower.setCharAt(at, (char) (letter + 32));
      }
    }
    return lower.toString();
  }

  private static @Nullable String cut(String name) {
    if (name.indexOf('\uFFFD') >= 0) {
      return null;
    }
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= LONGEST) {
      return name;
    }
    int end = LONGEST;
    while ((bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }
}
