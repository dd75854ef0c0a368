package io.penstock.proxy.console;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The types of the console's columns, and how their values are sent in text and in binary. */
enum ColumnType {
  TEXT(25, -1),
  INT4(23, 4),
  INT8(20, 8),
  NUMERIC(1700, -1);

  private static final int NULL = -1;
  private static final int NUMERIC_BASE = 10_000;
  private static final int NUMERIC_POSITIVE = 0;
  private static final int NUMERIC_NEGATIVE = 0x4000;
  private static final int NUMERIC_HEADER = 8;

  private final int oid;
  private final int size;

  ColumnType(int oid, int size) {
    this.oid = oid;
    this.size = size;
  }

  /** PostgreSQL's object identifier of the type. */
  int oid() {
    return oid;
  }

  /** Its length in bytes; negative when it varies. */
  int size() {
    return size;
  }

  /** Appends a text, which is the same in both formats. */
  static void write(@Nullable String value, ByteBuf out) {
    if (value == null) {
      out.writeInt(NULL);
    } else {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      out.writeInt(bytes.length).writeBytes(bytes);
    }
  }

  /** Appends a number of this type. */
  void write(long value, boolean binary, ByteBuf out) {
    if (!binary || this == TEXT) {
      write(Long.toString(value), out);
      return;
    }
    switch (this) {
      case INT4 -> out.writeInt(Integer.BYTES).writeInt((int) value);
      case INT8 -> out.writeInt(Long.BYTES).writeLong(value);
      case NUMERIC -> writeNumeric(value, out);
      case TEXT -> throw new AssertionError("written above");
    }
  }

  /**
   * PostgreSQL's numeric: int16 count, int16 weight of the first digit, int16 sign, int16 scale,
   * and so many int16 digits to base 10000.
   */
  private static void writeNumeric(long value, ByteBuf out) {
    int digits = 0;
    for (long rest = value; rest != 0; rest /= NUMERIC_BASE) {
      digits++;
    }
    out.writeInt(NUMERIC_HEADER + Short.BYTES * digits);
    out.writeShort(digits).writeShort(Math.max(0, digits - 1));
    out.writeShort(value < 0 ? NUMERIC_NEGATIVE : NUMERIC_POSITIVE).writeShort(0);
    int first = out.writerIndex();
    out.writeZero(Short.BYTES * digits);
    long rest = value;
    for (int i = digits - 1; i >= 0; i--) {
      out.setShort(first + Short.BYTES * i, (int) Math.abs(rest % NUMERIC_BASE));
      rest /= NUMERIC_BASE;
    }
  }
}
