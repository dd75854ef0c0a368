package io.penstock.wire;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the parts that several messages share; the counterpart of {@link PayloadReader}. */
public final class PayloadWriter {
  private static final int MAX_COUNT = 0xFFFF;

  private PayloadWriter() {}

  /**
   * A 16-bit count.
   *
   * @throws IllegalArgumentException above 65535
   */
  public static void writeCount16(ByteBuf out, int count) {
    if (count > MAX_COUNT) {
      throw new IllegalArgumentException("count: " + count + " (expected: <= " + MAX_COUNT + ")");
    }
    out.writeShort(count);
  }

  /** A 32-bit length, -1 for null, and the bytes. */
  public static void writeValue(ByteBuf out, @Nullable Bytes value) {
    if (value == null) {
      out.writeInt(-1);
    } else {
      out.writeInt(value.length());
      value.writeTo(out);
    }
  }

  /** A 16-bit count and the values. */
  public static void writeValues(ByteBuf out, List<@Nullable Bytes> values) {
    writeCount16(out, values.size());
    for (Bytes value : values) {
      writeValue(out, value);
    }
  }

  /** A 16-bit count and the object identifiers. */
  public static void writeOids(ByteBuf out, List<Integer> oids) {
    writeCount16(out, oids.size());
    for (int oid : oids) {
      out.writeInt(oid);
    }
  }
}
