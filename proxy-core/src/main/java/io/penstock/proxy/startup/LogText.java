package io.penstock.proxy.startup;

import org.jspecify.annotations.Nullable;

/** What clients chose, made fit for the log: a line break in it would forge lines. */
public final class LogText {
  private static final int MAX_NAME = 63;

  private LogText() {}

  /** A name, no longer than PostgreSQL's may be; a hyphen for none. */
  public static String name(@Nullable String name) {
    return name == null ? "-" : printable(name, MAX_NAME);
  }

  /** At most so many characters, with question marks in the place of what does not print. */
  public static String printable(String text, int maxLength) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(maxLength)
        .forEach(c -> shown.appendCodePoint(isPrintable(c) ? c : '?'));
    return shown.toString();
  }

  private static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
