package io.penstock.sql.shard;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * hash_bytes_extended() and hash_bytes_uint32_extended() of PostgreSQL's hashfn.c on a machine of
 * little-endian order: lookup3 with 64 bits of seed and of result.
 */
final class JenkinsHash {
  private static final int START = 0x9e3779b9 + 3923095;

  private int a;
  private int b;
  private int c;

  private JenkinsHash(int length, long seed) {
    a = START + length;
    b = a;
    c = a;
    if (seed != 0) {
      a += (int) (seed >>> 32);
      b += (int) seed;
      mix();
    }
  }

  static long ofInt(int value, long seed) {
    JenkinsHash hash = new JenkinsHash(Integer.BYTES, seed);
    hash.a += value;
    return hash.result();
  }

  static long ofUuid(long high, long low, long seed) {
    return ofBytes(ByteBuffer.allocate(16).putLong(high).putLong(low).array(), seed);
  }

  static long ofBytes(byte[] bytes, long seed) {
    JenkinsHash hash = new JenkinsHash(bytes.length, seed);
    ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (words.remaining() >= 12) {
      hash.a += words.getInt();
      hash.b += words.getInt();
      hash.c += words.getInt();
      hash.mix();
    }
    int left = words.remaining();
    int from = words.position();
    for (int at = 0; at < left; at++) {
      int octet = bytes[from + at] & 0xFF;
      if (at < 4) {
        hash.a += octet << (8 * at);
      } else if (at < 8) {
        hash.b += octet << (8 * (at - 4));
      } else {
        // The lowest byte of c is the length's.
        hash.c += octet << (8 * (at - 7));
      }
    }
    return hash.result();
  }

  private long result() {
    c = (c ^ b) - Integer.rotateLeft(b, 14);
    a = (a ^ c) - Integer.rotateLeft(c, 11);
    b = (b ^ a) - Integer.rotateLeft(a, 25);
    c = (c ^ b) - Integer.rotateLeft(b, 16);
    a = (a ^ c) - Integer.rotateLeft(c, 4);
    b = (b ^ a) - Integer.rotateLeft(a, 14);
    c = (c ^ b) - Integer.rotateLeft(b, 24);
    return ((long) b << 32) | (c & 0xFFFFFFFFL);
  }

  private void mix() {
    a = (a - c) ^ Integer.rotateLeft(c, 4);
    c += b;
    b = (b - a) ^ Integer.rotateLeft(a, 6);
    a += c;
    c = (c - b) ^ Integer.rotateLeft(b, 8);
    b += a;
    a = (a - c) ^ Integer.rotateLeft(c, 16);
    c += b;
    b = (b - a) ^ Integer.rotateLeft(a, 19);
    a += c;
    c = (c - b) ^ Integer.rotateLeft(b, 4);
    b += a;
  }
}
