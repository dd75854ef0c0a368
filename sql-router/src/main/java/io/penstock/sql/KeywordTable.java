package io.penstock.sql;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Finds the keyword that a range of bytes spells, without a String. */
final class KeywordTable {
  private static final int SIZE = 2048;
  private static final @Nullable Keyword[] WORDS = new Keyword[SIZE];
  private static final byte[][] TEXTS = new byte[SIZE][];
  private static final int LONGEST;

  static {
    int longest = 0;
    for (Keyword keyword : Keyword.values()) {
      if (keyword != Keyword.NONE) {
        byte[] text = keyword.text().getBytes(StandardCharsets.US_ASCII);
        int slot = slot(text, 0, text.length);
        while (WORDS[slot] != null) {
          slot = (slot + 1) & (SIZE - 1);
        }
        WORDS[slot] = keyword;
        TEXTS[slot] = text;
        longest = Math.max(longest, text.length);
      }
    }
    LONGEST = longest;
  }

  private KeywordTable() {}

  /** The keyword spelled from {@code start} to {@code end}, ASCII case ignored, or NONE. */
  static Keyword find(byte[] sql, int start, int end) {
    int length = end - start;
    if (length < 2 || length > LONGEST) {
      return Keyword.NONE;
    }
    int slot = slot(sql, start, length);
    for (Keyword keyword = WORDS[slot]; keyword != null; keyword = WORDS[slot]) {
      if (spells(TEXTS[slot], sql, start, length)) {
        return keyword;
      }
      slot = (slot + 1) & (SIZE - 1);
    }
    return Keyword.NONE;
  }

  /** The keyword spelled by a quoted identifier's inside: lower case only. */
  static Keyword findQuoted(byte[] sql, int start, int end) {
    Keyword keyword = find(sql, start, end);
    if (keyword != Keyword.NONE) {
      for (int at = start; at < end; at++) {
        if (sql[at] >= 'A' && sql[at] <= 'Z') {
          return Keyword.NONE;
        }
      }
    }
    return keyword;
  }

  private static boolean spells(byte[] text, byte[] sql, int start, int length) {
    if (text.length != length) {
      return false;
    }
    for (int at = 0; at < length; at++) {
      byte found = sql[start + at];
      if (found != text[at] && (found < 'A' || found > 'Z' || (found | 0x20) != text[at])) {
        return false;
      }
    }
    return true;
  }

  private static int slot(byte[] sql, int start, int length) {
    int hash = length;
    hash = hash * 31 + (sql[start] | 0x20);
    hash = hash * 31 + (sql[start + 1] | 0x20);
    hash = hash * 31 + (sql[start + (length >> 1)] | 0x20);
    hash = hash * 31 + (sql[start + length - 1] | 0x20);
    return (hash ^ (hash >>> 11)) & (SIZE - 1);
  }
}
