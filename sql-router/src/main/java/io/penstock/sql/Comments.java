package io.penstock.sql;

/** Finds where comments begin and end. */
final class Comments {
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
