package io.penstock.sql.shard;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * hash_bytes_extended() and hash_bytes_uint32_extended() of PostgreSQL's hashfn.c on a machine of
 * little-endian order, with the seed of partitions: lookup3 with 64 bits of seed and of result.
 */
final class JenkinsHash {
  private static final int START = 0x9e3779b9 + 3923095;

  /** HASH_PARTITION_SEED. */
  private static final long SEED = 0x7A5B22367996DCFDL;

  private static final JenkinsHash OF_FOUR_BYTES = new JenkinsHash(Integer.BYTES);

  private int a;
  private int b;
  private int c;

  private JenkinsHash(int length) {
    a = START + length + (int) (SEED >>> 32);
    b = START + length + (int) SEED;
    c = START + length;
    mix();
  }

  /** Allocates nothing. */
  static long ofInt(int value) {
    return result(OF_FOUR_BYTES.a + value, OF_FOUR_BYTES.b, OF_FOUR_BYTES.c);
  }

  static long ofUuid(long high, long low) {
    return ofBytes(ByteBuffer.allocate(16).putLong(high).putLong(low).array());
  }

  static long ofBytes(byte[] bytes) {
    JenkinsHash hash = new JenkinsHash(bytes.length);
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
    return result(hash.a, hash.b, hash.c);
  }

  private static long result(int first, int second, int third) {
    int c = (third ^ second) - Integer.rotateLeft(second, 14);
    int a = (first ^ c) - Integer.rotateLeft(c, 11);
    int b = (second ^ a) - Integer.rotateLeft(a, 25);
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
