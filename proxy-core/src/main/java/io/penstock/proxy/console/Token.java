package io.penstock.proxy.console;

import io.penstock.wire.SqlState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A piece of a command.
 *
 * @param text without its quotes
 */
record Token(Kind kind, String text) {
  /** More than any command has. */
  private static final int MOST = 64;

  private static final String ENDS_A_WORD = ";=,()'\"";

  /** What it is. */
  enum Kind {
    /** A keyword, a name or a number. */
    WORD,
    /** A name in double quotes. */
    QUOTED,
    /** A text in single quotes. */
    STRING,
    /** One character that stands for itself. */
    SYMBOL
  }

  boolean is(String keyword) {
    return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
  }

  boolean isSymbol(char symbol) {
    return kind == Kind.SYMBOL && text.charAt(0) == symbol;
  }

  /** A word as a keyword; what is quoted is none. */
  String keyword() {
    return kind == Kind.WORD ? text.toUpperCase(Locale.ROOT) : "";
  }

  /** The pieces of a text, without its comments. */
  static List<Token> of(String text) {
    List<Token> tokens = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
      } else if (text.startsWith("--", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (text.startsWith("/*", at)) {
        at = closed(text.indexOf("*/", at + 2), "a comment") + 2;
      } else {
        if (tokens.size() == MOST) {
          throw new ConsoleException(
              SqlState.STATEMENT_TOO_COMPLEX,
              "the command has more than " + MOST + " words",
              "The console runs its own short commands only: SHOW HELP lists them.");
        }
        at = read(text, at, tokens);
      }
    }
    return tokens;
  }

  /** Adds the piece that begins here, and tells where it ends. */
  private static int read(String text, int start, List<Token> tokens) {
    char c = text.charAt(start);
    if (c == '\'' || c == '"') {
      return readQuoted(text, start, tokens);
    }
    if (ENDS_A_WORD.indexOf(c) >= 0) {
      tokens.add(new Token(Kind.SYMBOL, String.valueOf(c)));
      return start + 1;
    }
    int end = start;
    while (end < text.length() && inWord(text, end)) {
      end++;
    }
    tokens.add(new Token(Kind.WORD, text.substring(start, end)));
    return end;
  }

  private static boolean inWord(String text, int at) {
    char c = text.charAt(at);
    return !Character.isWhitespace(c)
        && ENDS_A_WORD.indexOf(c) < 0
        && !text.startsWith("--", at)
        && !text.startsWith("/*", at);
  }

  private static int readQuoted(String text, int start, List<Token> tokens) {
    char quote = text.charAt(start);
    StringBuilder value = new StringBuilder();
    int at = start + 1;
    while (true) {
      int end = closed(text.indexOf(quote, at), "a quoted text");
      value.append(text, at, end);
      at = end + 1;
      if (at == text.length() || text.charAt(at) != quote) {
        tokens.add(new Token(quote == '"' ? Kind.QUOTED : Kind.STRING, value.toString()));
        return at;
      }
      value.append(quote);
      at++;
    }
  }

  private static int closed(int end, String what) {
    if (end < 0) {
      throw ConsoleException.syntax(what + " is not closed");
    }
    return end;
  }

  @Override
  public String toString() {
    return kind.name();
  }
}
