package io.penstock.wire;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Format codes of parameters or result columns: none means that all are text, one is for all, else
 * there is one for each. Codes other than 0 and 1 are kept, for the backend to refuse.
 */
public final class Formats {
  public static final Formats ALL_TEXT = new Formats(new short[0]);
  public static final Formats ALL_BINARY = new Formats(new short[] {1});

  private final short[] codes;

  private Formats(short[] codes) {
    this.codes = codes;
  }

  /** These codes, in order: 0 text, 1 binary. */
  public static Formats of(int... codes) {
    short[] shorts = new short[codes.length];
    for (int i = 0; i < codes.length; i++) {
      shorts[i] = (short) codes[i];
    }
    return new Formats(shorts);
  }

  /** A 16-bit count and so many 16-bit codes. */
  public static Formats read(PayloadReader reader, String what) {
    int count = reader.count16(2, what);
    if (count == 0) {
      return ALL_TEXT;
    }
    short[] codes = new short[count];
    for (int i = 0; i < count; i++) {
      codes[i] = reader.int16(what);
    }
    return new Formats(codes);
  }

  /** The counterpart of {@link #read}. */
  public void writeTo(ByteBuf out) {
    PayloadWriter.writeCount16(out, codes.length);
    for (short code : codes) {
      out.writeShort(code);
    }
  }

  /** How many codes are on the wire, not how many values they are for. */
  public int count() {
    return codes.length;
  }

  /** The code on the wire at this position. */
  public int code(int index) {
    return codes[index];
  }

  /** Whether the parameter or column at this position, from 0, is in binary. */
  public boolean isBinary(int index) {
    return switch (codes.length) {
      case 0 -> false;
      case 1 -> codes[0] == 1;
      default -> codes[index] == 1;
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Formats that && Arrays.equals(codes, that.codes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(codes);
  }

  @Override
  public String toString() {
    return Arrays.toString(codes);
  }
}
