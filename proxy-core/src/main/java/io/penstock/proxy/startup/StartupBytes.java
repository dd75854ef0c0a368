package io.penstock.proxy.startup;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.FrameLimits;
import io.penstock.wire.FrameWalker;
import io.penstock.wire.FrontendBytes;
import io.penstock.wire.ProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * What a client has sent and nobody has read yet. Confined to one thread.
 *
 * <p>A payload that is returned is a view: it is to be read before any other method is called.
 */
final class StartupBytes {
  private static final int LENGTH_FIELD = 4;

  /** What a Terminate begins with, read as the length of a startup packet. */
  private static final int GOODBYE = FrontendBytes.TERMINATE << 24;

  private final FrameLimits limits;
  private @Nullable ByteBuf bytes;

  StartupBytes(FrameLimits limits) {
    this.limits = limits;
  }

  /** Takes ownership. */
  void add(ByteBuf received) {
    ByteBuf held = bytes;
    if (held == null) {
      bytes = received;
      return;
    }
    ByteBuf joined = held.alloc().buffer(held.readableBytes() + received.readableBytes());
    joined.writeBytes(held).writeBytes(received);
    held.release();
    received.release();
    bytes = joined;
  }

  int length() {
    return bytes == null ? 0 : bytes.readableBytes();
  }

  /** The next byte; there must be one. */
  byte first() {
    if (bytes == null) {
      throw new IllegalStateException("no bytes");
    }
    return bytes.getByte(bytes.readerIndex());
  }

  /** Whether the client, in place of a startup packet, says that it leaves. */
  boolean goodbye() {
    return length() >= LENGTH_FIELD
        && bytes != null
        && bytes.getInt(bytes.readerIndex()) == GOODBYE;
  }

  /**
   * Payload of the next packet without a type byte; null when it is not at hand to its last byte.
   *
   * @throws ProtocolException when its length is out of bounds
   */
  @Nullable ByteBuf startupPacket() {
    ByteBuf in = bytes;
    if (in == null || in.readableBytes() < LENGTH_FIELD) {
      return null;
    }
    int payload = limits.startupPayloadLength(in.getInt(in.readerIndex()));
    return whole(in, LENGTH_FIELD, payload);
  }

  /**
   * Payload of the next frame, which must be of type {@code p}; null when it is not at hand to its
   * last byte.
   *
   * @throws ProtocolException when it is of another type, or its length is out of bounds
   */
  @Nullable ByteBuf passwordFrame() {
    ByteBuf in = bytes;
    if (in == null || !in.isReadable()) {
      return null;
    }
    byte type = first();
    if (type != FrontendBytes.PASSWORD_MESSAGE) {
      throw ProtocolException.violation(
          "expected password response, got message type 0x%02x".formatted(type));
    }
    if (in.readableBytes() < FrameWalker.HEADER_LENGTH) {
      return null;
    }
    int payload = limits.preAuthenticationPayloadLength(in.getInt(in.readerIndex() + 1));
    return whole(in, FrameWalker.HEADER_LENGTH, payload);
  }

  private static @Nullable ByteBuf whole(ByteBuf in, int header, int payload) {
    return in.readableBytes() < header + payload ? null : in.skipBytes(header).readSlice(payload);
  }

  /** All that is left, the caller's then; null when nothing is. */
  @Nullable ByteBuf take() {
    if (length() == 0) {
      drop();
      return null;
    }
    ByteBuf taken = bytes;
    bytes = null;
    return taken;
  }

  /** Frees what is left. */
  void drop() {
    ByteBuf held = bytes;
    if (held != null) {
      bytes = null;
      held.release();
    }
  }
}
