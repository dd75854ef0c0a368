package io.penstock.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.Function;

/** Spells frames out as the manual does, without the code under test. */
public final class WireBytes {
  private WireBytes() {}

  public static byte[] frame(char type, byte[]... parts) {
    byte[] payload = concat(parts);
    return concat(int8(type), int32(payload.length + 4), payload);
  }

  public static byte[] startup(byte[]... parts) {
    byte[] payload = concat(parts);
    return concat(int32(payload.length + 4), payload);
  }

  public static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  public static byte[] string(String text) {
    return concat(text(text), int8(0));
  }

  public static byte[] int8(int value) {
    return new byte[] {(byte) value};
  }

  public static byte[] int16(int value) {
    return ByteBuffer.allocate(2).putShort((short) value).array();
  }

  public static byte[] int32(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  public static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  public static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /** What the encoder appends, with something in front of it that must stay. */
  public static byte[] encoded(Consumer<ByteBuf> encoder) {
    ByteBuf buffer = Unpooled.buffer();
    try {
      buffer.writeInt(0xCAFEBABE);
      encoder.accept(buffer);
      assertThat(buffer.readInt()).isEqualTo(0xCAFEBABE);
      return ByteBufUtil.getBytes(buffer);
    } finally {
      buffer.release();
    }
  }

  /**
   * Decodes from the middle of a larger buffer whose other bytes are all zero, and checks that the
   * decoder neither released nor retained it.
   */
  public static <T> T decode(byte[] payload, Function<ByteBuf, T> decoder) {
    ByteBuf buffer = Unpooled.directBuffer(payload.length + 32);
    try {
      buffer.writeZero(16).writeBytes(payload).writeZero(16);
      ByteBuf slice = buffer.slice(16, payload.length);
      T message = decoder.apply(slice);
      assertThat(slice.isReadable()).as("bytes left unread").isFalse();
      return message;
    } finally {
      assertThat(buffer.refCnt()).isEqualTo(1);
      buffer.release();
    }
  }
}
