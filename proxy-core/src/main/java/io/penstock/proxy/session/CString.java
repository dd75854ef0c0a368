package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.FrameWalker;
import io.penstock.wire.ProtocolException;
import java.nio.charset.StandardCharsets;

/** Zero-terminated strings where they stand in a received frame. */
final class CString {
  private static final byte TERMINATOR = 0;

  private CString() {}

  /** Index of the terminator of the string that begins at {@code start} of this frame. */
  static int end(FrameWalker walker, int start) {
    int end = walker.buffer().indexOf(start, walker.end(), TERMINATOR);
    if (end < 0) {
      throw ProtocolException.violation("invalid string in message: no terminator");
    }
    return end;
  }

  /** Index of the terminator of a string that is all of the frame's payload. */
  static int last(FrameWalker walker) {
    int end = end(walker, walker.payload());
    if (end != walker.end() - 1) {
      throw ProtocolException.violation("invalid message format: bytes after the string");
    }
    return end;
  }

  static byte[] bytes(ByteBuf in, int start, int end) {
    byte[] bytes = new byte[end - start];
    in.getBytes(start, bytes);
    return bytes;
  }

  static String text(ByteBuf in, int start, int end) {
    return in.toString(start, end - start, StandardCharsets.UTF_8);
  }
}
