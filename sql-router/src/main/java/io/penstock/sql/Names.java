package io.penstock.sql;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads identifiers as PostgreSQL understands them. */
final class Names {
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
      case WORD -> cut(lowerCase(lexer.text(lexer.start(), lexer.end())));
      case QUOTED_IDENTIFIER -> {
        if (lexer.end() - lexer.start() < 3) {
          yield null;
        }
        String inside = lexer.text(lexer.start() + 1, lexer.end() - 1);
        yield cut(inside.replace("\"\"", "\""));
      }
      default -> null;
    };
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
