package io.penstock.sql;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads values of settings and options from the text. */
final class SettingValues {
  private SettingValues() {}

  /** Whether the current token is a way to write true. */
  static boolean on(Lexer lexer) {
    return switch (word(lexer)) {
      case "true", "on", "yes", "t", "y", "1" -> true;
      default -> false;
    };
  }

  /** Whether the current token is a way to write false. */
  static boolean off(Lexer lexer) {
    return switch (word(lexer)) {
      case "false", "off", "no", "f", "n", "0" -> true;
      default -> false;
    };
  }

  /** The value that a setting's text stands for, if it is a single plain one; else null. */
  static @Nullable String single(String text, SettingForm form) {
    if (form == SettingForm.FLAT) {
      return text;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Lexer lexer = new Lexer();
    lexer.reset(bytes, 0, bytes.length, ClientEncoding.UTF8, true);
    lexer.next();
    if (lexer.start() != 0 || lexer.end() != bytes.length) {
      return null;
    }
    return switch (lexer.kind()) {
      case WORD -> Names.lowerCase(text);
      case NUMBER -> text;
      case QUOTED_IDENTIFIER ->
          bytes.length < 3 || !text.endsWith("\"")
              ? null
              : text.substring(1, text.length() - 1).replace("\"\"", "\"");
      default -> StringLiterals.value(lexer);
    };
  }

  private static String word(Lexer lexer) {
    int from = lexer.start();
    int to = lexer.end();
    if (lexer.kind() == TokenKind.STRING) {
      from++;
      to--;
    }
    return to <= from || to - from > 5 ? "" : Names.lowerCase(lexer.text(from, to));
  }

  /**
   * The text from {@code start} to the token before this one. Comments and runs of white space
   * between tokens become one space each; a plain string with a backslash becomes an {@code E'…'},
   * which means the same whatever standard_conforming_strings is when the text is used again.
   */
  static String source(TokenCursor cursor, int start) {
    int end = cursor.previousEnd();
    int here = cursor.start();
    Lexer lexer = cursor.lexer();
    StringBuilder text = new StringBuilder(Math.max(end - start, 0));
    int previous = start;
    lexer.seek(start);
    while (lexer.next() != TokenKind.END && lexer.end() <= end) {
      if (lexer.start() > previous) {
        text.append(' ');
      }
      text.append(token(lexer));
      previous = lexer.end();
    }
    cursor.back(here);
    return text.toString();
  }

  private static String token(Lexer lexer) {
    String token = lexer.text(lexer.start(), lexer.end());
    if (lexer.kind() != TokenKind.STRING || token.indexOf('\\') < 0) {
      return token;
    }
    return lexer.standardConformingStrings() ? "E" + token.replace("\\", "\\\\") : "E" + token;
  }
}
