package io.penstock.sql;

/** Finds where numbers end. */
final class Numbers {
  private Numbers() {}

  /**
   * The end of the number that begins, with a digit or with a dot before a digit, at {@code from}.
   */
  static int end(byte[] sql, int from, int limit) {
    int at = from + 1;
    if (sql[from] == '0' && isRadix(at(sql, at, limit)) && isHexDigit(at(sql, at + 1, limit))) {
      at++;
      while (isHexDigit(at(sql, at, limit))) {
        at++;
      }
      return at;
    }
    at = endOfDigits(sql, at, limit);
    boolean dot = sql[from] != '.' && at(sql, at, limit) == '.' && at(sql, at + 1, limit) != '.';
    if (dot) {
      at = endOfDigits(sql, at + 1, limit);
    }
    if ((at(sql, at, limit) | 0x20) == 'e') {
      byte sign = at(sql, at + 1, limit);
      int digits = sign == '+' || sign == '-' ? at + 2 : at + 1;
      if (isDigit(at(sql, digits, limit))) {
        at = endOfDigits(sql, digits, limit);
      }
    }
    return at;
  }

  /** The end of a run of digits, which single underscores may divide. */
  static int endOfDigits(byte[] sql, int from, int limit) {
    int at = from;
    while (isDigit(at(sql, at, limit))
        || (at(sql, at, limit) == '_' && isDigit(at(sql, at + 1, limit)))) {
      at++;
    }
    return at;
  }

  static boolean isDigit(byte next) {
    return next >= '0' && next <= '9';
  }

  private static boolean isRadix(byte next) {
    int lower = next | 0x20;
    return lower == 'x' || lower == 'o' || lower == 'b';
  }

  private static boolean isHexDigit(byte next) {
    int lower = next | 0x20;
    return isDigit(next) || (lower >= 'a' && lower <= 'f') || next == '_';
  }

  private static byte at(byte[] sql, int at, int limit) {
    return at < limit ? sql[at] : 0;
  }
}
