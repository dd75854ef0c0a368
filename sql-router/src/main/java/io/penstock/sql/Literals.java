package io.penstock.sql;

/**
 * Finds where strings and quoted identifiers end. Each method is given the position after the
 * opening mark and returns the position after the closing one, or the limit if there is none.
 */
public final class Literals {
  private Literals() {}

  /** The end of a string, its continuations included: {@code 'a'}, newline, {@code 'b'} is one. */
  static int endOfString(
      byte[] sql, int from, int limit, ClientEncoding encoding, boolean escapes) {
    boolean characters = encoding.trailingAscii();
    int at = from;
    while (at < limit) {
      byte next = sql[at];
      if (next == '\'') {
        if (at + 1 < limit && sql[at + 1] == '\'') {
          at += 2;
        } else {
          int continued = continuation(sql, at + 1, limit);
          if (continued < 0) {
            return at + 1;
          }
          at = continued;
        }
      } else if (next == '\\' && escapes) {
        at++;
        if (at < limit) {
          at = characters && sql[at] < 0 ? encoding.characterEnd(sql, at, limit) : at + 1;
        }
      } else if (next < 0 && characters) {
        at = encoding.characterEnd(sql, at, limit);
      } else {
        at++;
      }
    }
    return limit;
  }

  /** The position after the quote that continues a string closed just before, or -1. */
  public static int continuation(byte[] sql, int from, int limit) {
    boolean newline = false;
    int at = from;
    while (at < limit) {
      byte next = sql[at];
      if (next == '\n' || next == '\r') {
        newline = true;
        at++;
      } else if (isHorizontalSpace(next)) {
        at++;
      } else if (next == '-' && at + 1 < limit && sql[at + 1] == '-') {
        at = Comments.endOfLine(sql, at + 2, limit);
      } else {
        return newline && next == '\'' ? at + 1 : -1;
      }
    }
    return -1;
  }

  static int endOfQuotedIdentifier(byte[] sql, int from, int limit, ClientEncoding encoding) {
    boolean characters = encoding.trailingAscii();
    int at = from;
    while (at < limit) {
      byte next = sql[at];
      if (next == '"') {
        if (at + 1 >= limit || sql[at + 1] != '"') {
          return at + 1;
        }
        at += 2;
      } else {
        at = next < 0 && characters ? encoding.characterEnd(sql, at, limit) : at + 1;
      }
    }
    return limit;
  }

  /**
   * The position after the second dollar of an opening {@code $tag$} whose first dollar is at
   * {@code at}, or -1 if there is no such tag.
   */
  static int endOfDollarTag(byte[] sql, int at, int limit, ClientEncoding encoding) {
    boolean characters = encoding.trailingAscii();
    int next = at + 1;
    if (next < limit && sql[next] >= '0' && sql[next] <= '9') {
      return -1;
    }
    while (next < limit) {
      byte found = sql[next];
      if (found == '$') {
        return next + 1;
      }
      if (found < 0 && characters) {
        next = encoding.characterEnd(sql, next, limit);
      } else if (Lexer.continuesWord(found)) {
        next++;
      } else {
        return -1;
      }
    }
    return -1;
  }

  /** The end of a dollar quoted string whose tag is the bytes from {@code tag} to {@code from}. */
  static int endOfDollarString(byte[] sql, int tag, int from, int limit) {
    int length = from - tag;
    for (int at = from; at <= limit - length; at++) {
      if (sql[at] == '$' && sameBytes(sql, tag, at, length)) {
        return at + length;
      }
    }
    return limit;
  }

  private static boolean sameBytes(byte[] sql, int first, int second, int length) {
    for (int at = 1; at < length; at++) {
      if (sql[first + at] != sql[second + at]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isHorizontalSpace(byte next) {
    return next == ' ' || next == '\t' || next == '\f' || next == 0x0B;
  }
}
