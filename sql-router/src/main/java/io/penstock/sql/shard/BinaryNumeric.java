package io.penstock.sql.shard;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads numeric's binary form: digits of base 10000 behind their count, weight, sign and scale. */
final class BinaryNumeric {
  private static final int HEADER = 8;
  private static final int BASE = 10_000;
  private static final int NEGATIVE = 0x4000;

  private BinaryNumeric() {}

  /** The number if it is whole and fits in 64 bits, else null. */
  static KeyValue.@Nullable Whole whole(ByteBuffer bytes) {
    if (bytes.remaining() < HEADER) {
      return null;
    }
    int digits = bytes.getShort(0) & 0xFFFF;
    int weight = bytes.getShort(2);
    int sign = bytes.getShort(4) & 0xFFFF;
    if (bytes.remaining() != HEADER + 2 * digits || (sign != 0 && sign != NEGATIVE)) {
      return null;
    }
    // Summed up below zero, where there is one value more.
    long sum = 0;
    try {
      for (int at = 0; at < digits; at++) {
        int digit = bytes.getShort(HEADER + 2 * at);
        if (digit < 0 || digit >= BASE || (at > weight && digit != 0)) {
          return null;
        }
        if (at <= weight) {
          sum = Math.subtractExact(Math.multiplyExact(sum, BASE), digit);
        }
      }
      for (int at = digits; at <= weight && sum != 0; at++) {
        sum = Math.multiplyExact(sum, BASE);
      }
      return new KeyValue.Whole(sign == NEGATIVE ? sum : Math.negateExact(sum));
    } catch (ArithmeticException tooLarge) {
      return null;
    }
  }
}
