package io.penstock.sql;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * SipHash-1-3 with 128 bits of output, over blocks of eight bytes. Who does not know the key cannot
 * find two inputs with the same hash other than by chance.
 */
final class KeyedHash {
  /** How many longs {@link #save} writes. */
  static final int STATE = 4;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private final long first;
  private final long second;
  private long v0;
  private long v1;
  private long v2;
  private long v3;

  KeyedHash(FingerprintKey key) {
    first = key.first();
    second = key.second();
    reset();
  }

  void reset() {
    v0 = first ^ 0x736f6d6570736575L;
    v1 = second ^ 0x646f72616e646f6dL ^ 0xEE;
    v2 = first ^ 0x6c7967656e657261L;
    v3 = second ^ 0x7465646279746573L;
  }

  void add(long block) {
    long a = v0;
    long b = v1;
    long c = v2;
    long d = v3 ^ block;
    a += b;
    c += d;
    b = Long.rotateLeft(b, 13) ^ a;
    d = Long.rotateLeft(d, 16) ^ c;
    a = Long.rotateLeft(a, 32);
    c += b;
    a += d;
    b = Long.rotateLeft(b, 17) ^ c;
    d = Long.rotateLeft(d, 21) ^ a;
    c = Long.rotateLeft(c, 32);
    v0 = a ^ block;
    v1 = b;
    v2 = c;
    v3 = d;
  }

  /**
   * Adds the code and the bytes from here to there, in a way that tells them from any other code
   * and bytes. Up to seven bytes and their code are one block.
   *
   * @param code below 128
   * @param fold whether letters A to Z are taken as a to z
   */
  void add(int code, byte[] text, int from, int to, boolean fold) {
    int length = to - from;
    if (length < 8) {
      add(tail(text, from, length, fold) | ((long) code << 56));
      return;
    }
    add(((long) (code | 0x80) << 56) | length);
    int at = from;
    for (; to - at >= 8; at += 8) {
      long block = (long) LONGS.get(text, at);
      add(fold ? lowerCase(block) : block);
    }
    if (at < to) {
      add(tail(text, at, to - at, fold));
    }
  }

  /** Up to seven bytes. Reads beyond them, where the array goes on, but does not use that. */
  private static long tail(byte[] text, int from, int length, boolean fold) {
    long block = 0;
    if (from + 8 <= text.length) {
      block = (long) LONGS.get(text, from) & ((1L << (length << 3)) - 1);
    } else {
      for (int at = length - 1; at >= 0; at--) {
        block = (block << 8) | (text[from + at] & 0xFF);
      }
    }
    return fold ? lowerCase(block) : block;
  }

  /** Sets the bit that tells a from A in each byte that is A to Z. */
  private static long lowerCase(long block) {
    long low = block & ~HIGH_BITS;
    long fromA = low + ONES * (0x80 - 'A');
    long afterZ = low + ONES * (0x7F - 'Z');
    return block | (((fromA ^ afterZ) & ~block & HIGH_BITS) >>> 2);
  }

  private void rounds() {
    for (int round = 0; round < 3; round++) {
      add(0);
    }
  }

  /** Ends the hash and returns its first half. */
  long high() {
    v2 ^= 0xEE;
    rounds();
    return v0 ^ v1 ^ v2 ^ v3;
  }

  /** Returns the second half, after the first. */
  long low() {
    v1 ^= 0xDD;
    rounds();
    return v0 ^ v1 ^ v2 ^ v3;
  }

  void save(long[] states, int at) {
    states[at] = v0;
    states[at + 1] = v1;
    states[at + 2] = v2;
    states[at + 3] = v3;
  }

  void load(long[] states, int at) {
    v0 = states[at];
    v1 = states[at + 1];
    v2 = states[at + 2];
    v3 = states[at + 3];
  }

  boolean is(long[] states, int at) {
    return states[at] == v0 && states[at + 1] == v1 && states[at + 2] == v2 && states[at + 3] == v3;
  }
}
