package io.penstock.sql.copy;

import org.jspecify.annotations.Nullable;

/** A field of a row, filled anew for each; its bytes hold until the next one is read. */
public final class CopyField {
  /** What a field is. */
  public enum Kind {
    VALUE,
    NULL,

    /** The default of its column. */
    DEFAULT,

    /** What its value is depends on more than its bytes. */
    UNCLEAR
  }

  private byte[] own = new byte[64];
  private byte @Nullable [] bytes;
  private int start;
  private int end;
  private Kind kind = Kind.NULL;

  public Kind kind() {
    return kind;
  }

  /** The array that has its bytes, from {@link #start} to {@link #end}. */
  public byte[] bytes() {
    byte[] of = bytes;
    return of == null ? own : of;
  }

  public int start() {
    return start;
  }

  public int end() {
    return end;
  }

  void is(Kind what) {
    kind = what;
    bytes = null;
    start = 0;
    end = 0;
  }

  void is(byte[] in, int from, int to) {
    kind = Kind.VALUE;
    bytes = in;
    start = from;
    end = to;
  }

  /** A value is put together, byte by byte. */
  void begin() {
    is(Kind.VALUE);
  }

  void add(byte next) {
    if (end == own.length) {
      own = java.util.Arrays.copyOf(own, 2 * end);
    }
    own[end++] = next;
  }

  boolean equalTo(byte[] text) {
    return equal(bytes(), start, end, text);
  }

  static boolean equal(byte[] in, int from, int to, byte[] text) {
    return java.util.Arrays.equals(in, from, to, text, 0, text.length);
  }
}
