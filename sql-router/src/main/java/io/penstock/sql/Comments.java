package io.penstock.sql;

import java.nio.charset.StandardCharsets;

/** Finds where comments begin and end. */
final class Comments {
  /** What a comment begins with that is meant for Penstock. */
  static final String HINT_MARK = "penstock:";

  private static final byte[] HINT = HINT_MARK.getBytes(StandardCharsets.US_ASCII);

  private Comments() {}

  /** The length of the mark that begins a comment here; 0 if none does. */
  static int markLength(byte[] sql, int at, int limit) {
    if (at + 1 >= limit) {
      return 0;
    }
    boolean line = sql[at] == '-' && sql[at + 1] == '-';
    return line || (sql[at] == '/' && sql[at + 1] == '*') ? 2 : 0;
  }

  /** The end of the comment that begins here; one that is not closed reaches to the limit. */
  static int end(byte[] sql, int at, int limit) {
    return sql[at] == '-' ? endOfLine(sql, at + 2, limit) : endOfBlockComment(sql, at + 2, limit);
  }

  /** Whether the comment from here to there begins, after white space, with {@code penstock:}. */
  static boolean isHint(byte[] sql, int from, int to) {
    int at = from + 2;
    while (at < to && isSpace(sql[at])) {
      at++;
    }
    if (to - at < HINT.length) {
      return false;
    }
    for (int letter = 0; letter < HINT.length; letter++) {
      if (sql[at + letter] != HINT[letter]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSpace(byte next) {
    return next == ' ' || (next >= '\t' && next <= '\r');
  }

  private static int endOfBlockComment(byte[] sql, int from, int limit) {
    int depth = 1;
    int at = from;
    while (at + 1 < limit) {
      if (sql[at] == '*' && sql[at + 1] == '/') {
        at += 2;
        if (--depth == 0) {
          return at;
        }
      } else if (sql[at] == '/' && sql[at + 1] == '*') {
        at += 2;
        depth++;
      } else {
        at++;
      }
    }
    return limit;
  }

  static int endOfLine(byte[] sql, int from, int limit) {
    int at = from;
    while (at < limit && sql[at] != '\n' && sql[at] != '\r') {
      at++;
    }
    return at;
  }
}
