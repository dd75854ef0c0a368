package io.penstock.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * An immutable run of bytes: a value, a salt, a key. Equality takes the same time wherever the
 * difference is, and {@link #toString} tells the length only, because the bytes may be a secret.
 */
public final class Bytes {
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] array;

  private Bytes(byte[] array) {
    this.array = array;
  }

  /** A copy of the array. */
  public static Bytes of(byte... array) {
    return array.length == 0 ? EMPTY : new Bytes(array.clone());
  }

  /** The UTF-8 bytes of the text. */
  public static Bytes utf8(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A copy of {@code length} bytes at {@code index}, which must be readable; indices stay. */
  static Bytes copyOf(ByteBuf source, int index, int length) {
    if (length == 0) {
      return EMPTY;
    }
    byte[] array = new byte[length];
    source.getBytes(index, array);
    return new Bytes(array);
  }

  public int length() {
    return array.length;
  }

  public byte at(int index) {
    return array[index];
  }

  /** A copy, the caller's to change. */
  public byte[] toArray() {
    return array.clone();
  }

  /** The bytes read as UTF-8; what is not UTF-8 becomes U+FFFD. */
  public String toUtf8() {
    return new String(array, StandardCharsets.UTF_8);
  }

  /** Appends the bytes, without a length. */
  public void writeTo(ByteBuf out) {
    out.writeBytes(array);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && MessageDigest.isEqual(array, that.array);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(array);
  }

  @Override
  public String toString() {
    return array.length + " bytes";
  }
}
