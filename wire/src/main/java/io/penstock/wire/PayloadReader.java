package io.penstock.wire;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one frame's payload from its reader index to its writer index, moving the reader index, and
 * never beyond. Lengths and counts are compared with what is left before anything is allocated.
 * Does not keep or release the buffer. Every method throws {@link ProtocolException} with 08P01
 * when the payload is not what the message's layout says.
 */
public final class PayloadReader {
  private final String message;
  private final ByteBuf payload;

  /**
   * Starts at the payload's reader index.
   *
   * @param message the manual's name, for errors
   */
  public PayloadReader(String message, ByteBuf payload) {
    this.message = message;
    this.payload = payload;
  }

  /** The message has no payload: refuses one byte or more. */
  public static void empty(String message, ByteBuf payload) {
    new PayloadReader(message, payload).end();
  }

  public int remaining() {
    return payload.readableBytes();
  }

  public byte int8(String what) {
    require(1, what);
    return payload.readByte();
  }

  public short int16(String what) {
    require(2, what);
    return payload.readShort();
  }

  public int int32(String what) {
    require(4, what);
    return payload.readInt();
  }

  /** An unsigned 16-bit count of things that take at least {@code minBytesEach} each. */
  public int count16(int minBytesEach, String what) {
    require(2, what);
    return requireCount(payload.readUnsignedShort(), minBytesEach, what);
  }

  /** A 32-bit count of things that take at least {@code minBytesEach} each. */
  public int count32(int minBytesEach, String what) {
    return requireCount(int32(what), minBytesEach, what);
  }

  /** Text up to the next zero, which must be in the payload. */
  public String cstring(String what) {
    int index = payload.readerIndex();
    int length = CStrings.length(payload, index, payload.writerIndex());
    if (length < 0) {
      throw violation(what + ": no zero byte at its end");
    }
    String text = CStrings.text(payload, index, length);
    payload.skipBytes(length + 1);
    return text;
  }

  /** Exactly so many bytes. */
  public Bytes bytes(int length, String what) {
    if (length < 0) {
      throw violation(what + ": length " + length + " (expected: >= 0)");
    }
    require(length, what);
    Bytes bytes = Bytes.copyOf(payload, payload.readerIndex(), length);
    payload.skipBytes(length);
    return bytes;
  }

  /** All that is left. */
  public Bytes rest() {
    return bytes(payload.readableBytes(), "rest");
  }

  /** A 32-bit length and so many bytes; length -1 is SQL's null. */
  public @Nullable Bytes value(String what) {
    int length = int32(what);
    return length == -1 ? null : bytes(length, what);
  }

  /** A 16-bit count and so many {@linkplain #value values}. */
  public List<@Nullable Bytes> values(String what) {
    int count = count16(4, what);
    List<@Nullable Bytes> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(value(what));
    }
    return Collections.unmodifiableList(values);
  }

  /** A 16-bit count and so many 32-bit object identifiers. */
  public List<Integer> oids(String what) {
    int count = count16(4, what);
    List<Integer> oids = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      oids.add(payload.readInt());
    }
    return Collections.unmodifiableList(oids);
  }

  /** Refuses anything after the last field. */
  public void end() {
    if (payload.isReadable()) {
      throw violation(payload.readableBytes() + " bytes after its end (expected: none)");
    }
  }

  /** The error for something else that is wrong with this message. */
  public ProtocolException violation(String found) {
    return ProtocolException.violation(message + ": " + found);
  }

  private void require(int length, String what) {
    if (payload.readableBytes() < length) {
      throw violation(
          what + ": needs " + length + " bytes (expected: <= " + remaining() + ", the rest)");
    }
  }

  private int requireCount(int count, int minBytesEach, String what) {
    if (count < 0 || (long) count * minBytesEach > remaining()) {
      throw violation(
          what
              + ": count "
              + count
              + " (expected: 0 to "
              + remaining() / minBytesEach
              + ", by the bytes left)");
    }
    return count;
  }
}
