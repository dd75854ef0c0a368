package io.penstock.wire;

import io.netty.buffer.ByteBuf;
import java.util.function.BiConsumer;

/** Writes whole frames: type byte, length field, payload. */
public final class Frames {
  private static final int LENGTH_BYTES = 4;

  private Frames() {}

  /**
   * Appends one frame. When the payload cannot be written the buffer ends where it ended before.
   *
   * @param payload writes the payload of the message; a method reference keeps this free of
   *     allocation
   */
  public static <M> void write(ByteBuf out, byte type, M message, BiConsumer<M, ByteBuf> payload) {
    int start = out.writerIndex();
    try {
      out.writeByte(type);
      writeUntyped(out, message, payload);
    } catch (RuntimeException e) {
      out.writerIndex(start);
      throw e;
    }
  }

  /** Appends one frame of the startup family, which has no type byte. */
  public static <M> void writeUntyped(ByteBuf out, M message, BiConsumer<M, ByteBuf> payload) {
    int start = out.writerIndex();
    try {
      out.writeInt(0);
      payload.accept(message, out);
      out.setInt(start, out.writerIndex() - start);
    } catch (RuntimeException e) {
      out.writerIndex(start);
      throw e;
    }
  }

  /** Appends a frame without payload. */
  public static void writeEmpty(ByteBuf out, byte type) {
    out.writeByte(type);
    out.writeInt(LENGTH_BYTES);
  }
}
