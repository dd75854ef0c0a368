package io.penstock.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Zero-terminated strings. Text is UTF-8, yet a session may use another client_encoding and the
 * bytes must come out as they came in. So each byte that is not UTF-8 is kept as a lone surrogate,
 * U+DC80 to U+DCFF, and written back as that byte (Python's "surrogateescape"): every run of bytes
 * without a zero survives reading and writing unchanged.
 */
public final class CStrings {
  private static final char REPLACEMENT = '\uFFFD';
  private static final int ESCAPE = 0xDC00;

  private CStrings() {}

  /** Bytes before the next zero at or after {@code index}, or -1 when none is before the limit. */
  public static int length(ByteBuf buffer, int index, int limit) {
    return limit <= index ? -1 : buffer.bytesBefore(index, limit - index, (byte) 0);
  }

  /** The text of {@code length} readable bytes at {@code index}; indices stay. */
  public static String text(ByteBuf buffer, int index, int length) {
    String text = buffer.toString(index, length, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) < 0) {
      return text;
    }
    byte[] bytes = new byte[length];
    buffer.getBytes(index, bytes);
    return escaped(bytes);
  }

  /** The text of these bytes, with the same escape as {@link #text}. */
  public static String text(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.indexOf(REPLACEMENT) < 0 ? text : escaped(bytes);
  }

  /**
   * Appends the text and a zero.
   *
   * @throws IllegalArgumentException when the text holds a zero, which would end it early
   */
  public static void write(ByteBuf out, String text) {
    if (needsEscape(text)) {
      out.writeBytes(bytes(text));
    } else {
      ByteBufUtil.writeUtf8(out, text);
    }
    out.writeByte(0);
  }

  /**
   * The bytes of the text without the zero at its end.
   *
   * @throws IllegalArgumentException when the text holds a zero
   */
  public static byte[] bytes(String text) {
    if (!needsEscape(text)) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    ByteBuffer out = ByteBuffer.allocate(Math.multiplyExact(text.length(), 3));
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      if (isEscape(text, i)) {
        out.put(text.substring(start, i).getBytes(StandardCharsets.UTF_8));
        out.put((byte) text.charAt(i));
        start = i + 1;
      }
    }
    out.put(text.substring(start).getBytes(StandardCharsets.UTF_8));
    byte[] bytes = new byte[out.flip().remaining()];
    out.get(bytes);
    return bytes;
  }

  private static String escaped(byte[] bytes) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    while (true) {
      CoderResult result = decoder.decode(in, out, true);
      if (!result.isError()) {
        return out.flip().toString();
      }
      for (int i = 0; i < result.length(); i++) {
        out.put((char) (ESCAPE | (in.get() & 0xFF)));
      }
      decoder.reset();
    }
  }

  private static boolean needsEscape(String text) {
    boolean escape = false;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == 0) {
        throw new IllegalArgumentException(
            "zero byte in a string at character " + i + " (expected: none, it ends the string)");
      }
      escape |= isEscape(text, i);
    }
    return escape;
  }

  private static boolean isEscape(String text, int index) {
    char c = text.charAt(index);
    return c >= 0xDC80
        && c <= 0xDCFF
        && (index == 0 || !Character.isHighSurrogate(text.charAt(index - 1)));
  }
}
