package io.penstock.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Tells the names of PostgreSQL's own functions and its keywords, from bytes, without a String. */
final class NameTable {
  /** A function of PostgreSQL itself. */
  static final int FUNCTION = 1;

  /** A keyword of any class. */
  static final int KEYWORD = 2;

  /** A keyword by which, unquoted and without a schema, no function can be called. */
  static final int CONSTRUCT = 4;

  private static final int SIZE = 8192;
  private static final byte[][] TEXTS = new byte[SIZE][];
  private static final byte[] KINDS = new byte[SIZE];

  static {
    for (String line : lines("functions.txt")) {
      add(line, FUNCTION);
    }
    for (String line : lines("keywords.txt")) {
      int space = line.indexOf(' ');
      char kind = line.charAt(space + 1);
      boolean construct = kind == 'R' || kind == 'C';
      add(line.substring(0, space), construct ? KEYWORD | CONSTRUCT : KEYWORD);
    }
  }

  private NameTable() {}

  private static Iterable<String> lines(String resource) {
    try (InputStream in = NameTable.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("resource " + resource + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void add(String name, int kind) {
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    int slot = slot(text, 0, text.length);
    while (TEXTS[slot] != null && !spells(TEXTS[slot], text, 0, text.length)) {
      slot = (slot + 1) & (SIZE - 1);
    }
    TEXTS[slot] = text;
    KINDS[slot] |= (byte) kind;
  }

  /** What is spelled from {@code start} to {@code end}, ASCII case ignored; 0 for other names. */
  static int find(byte[] sql, int start, int end) {
    int length = end - start;
    int slot = slot(sql, start, length);
    for (byte[] text = TEXTS[slot]; text != null; text = TEXTS[slot]) {
      if (spells(text, sql, start, length)) {
        return KINDS[slot];
      }
      slot = (slot + 1) & (SIZE - 1);
    }
    return 0;
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
    for (int at = Math.max(0, length - 32); at < length; at++) {
      hash = hash * 31 + (sql[start + at] | 0x20);
    }
    return (hash ^ (hash >>> 13)) & (SIZE - 1);
  }
}
