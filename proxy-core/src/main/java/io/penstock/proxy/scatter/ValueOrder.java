package io.penstock.proxy.scatter;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Compares values in their binary form as PostgreSQL orders them, ascending. Stateless. */
enum ValueOrder {
  /** Signed numbers, and what is stored as one: dates and timestamps. */
  SIGNED {
    @Override
    int compare(ByteBuf a, int atA, int lengthA, ByteBuf b, int atB, int lengthB) {
      return switch (lengthA) {
        case 2 -> Short.compare(a.getShort(atA), b.getShort(atB));
        case 4 -> Integer.compare(a.getInt(atA), b.getInt(atB));
        default -> Long.compare(a.getLong(atA), b.getLong(atB));
      };
    }
  },

  /** NaN is greater than all else, and both zeros are equal. */
  FLOAT {
    @Override
    int compare(ByteBuf a, int atA, int lengthA, ByteBuf b, int atB, int lengthB) {
      double one = lengthA == 4 ? a.getFloat(atA) : a.getDouble(atA);
      double other = lengthB == 4 ? b.getFloat(atB) : b.getDouble(atB);
      return one == other ? 0 : Double.compare(one, other);
    }
  },

  /** Bytes, unsigned; what is longer comes behind its beginning. */
  BYTES {
    @Override
    int compare(ByteBuf a, int atA, int lengthA, ByteBuf b, int atB, int lengthB) {
      int common = Math.min(lengthA, lengthB);
      for (int i = 0; i < common; i++) {
        int difference = a.getUnsignedByte(atA + i) - b.getUnsignedByte(atB + i);
        if (difference != 0) {
          return difference;
        }
      }
      return lengthA - lengthB;
    }
  },

  /** char(n): blanks at the end do not count. */
  PADDED {
    @Override
    int compare(ByteBuf a, int atA, int lengthA, ByteBuf b, int atB, int lengthB) {
      return BYTES.compare(
          a, atA, withoutBlanks(a, atA, lengthA), b, atB, withoutBlanks(b, atB, lengthB));
    }

    private int withoutBlanks(ByteBuf in, int at, int length) {
      int end = length;
      while (end > 0 && in.getByte(at + end - 1) == ' ') {
        end--;
      }
      return end;
    }
  },

  /** By sign, then by weight, then by digits of base 10,000. */
  NUMERIC {
    @Override
    int compare(ByteBuf a, int atA, int lengthA, ByteBuf b, int atB, int lengthB) {
      int rank = rank(a, atA);
      int other = rank(b, atB);
      if (rank != other || rank == ZERO || Math.abs(rank) > 1) {
        return rank - other;
      }
      int magnitude = magnitude(a, atA, b, atB);
      return rank < 0 ? -magnitude : magnitude;
    }

    private int magnitude(ByteBuf a, int atA, ByteBuf b, int atB) {
      int difference = a.getShort(atA + 2) - b.getShort(atB + 2);
      int digitsA = a.getShort(atA);
      int digitsB = b.getShort(atB);
      for (int i = 0; difference == 0 && i < Math.max(digitsA, digitsB); i++) {
        int digitA = i < digitsA ? a.getShort(atA + DIGITS + 2 * i) : 0;
        int digitB = i < digitsB ? b.getShort(atB + DIGITS + 2 * i) : 0;
        difference = digitA - digitB;
      }
      return difference;
    }
  };

  private static final int ZERO = 0;
  private static final int DIGITS = 8;

  /** Where a numeric stands among negative and positive ones, infinities and NaN. */
  private static int rank(ByteBuf in, int at) {
    return switch (in.getUnsignedShort(at + 4)) {
      case 0x0000 -> in.getShort(at) == 0 ? ZERO : 1;
      case 0x4000 -> in.getShort(at) == 0 ? ZERO : -1;
      case 0xF000 -> -2;
      case 0xD000 -> 2;
      default -> 3;
    };
  }

  /** Compares two values that are not null. */
  abstract int compare(ByteBuf a, int atA, int lengthA, ByteBuf b, int atB, int lengthB);

  /**
   * The order of a type; null if it cannot be told from the binary form.
   *
   * @param bytewise whether the text's collation compares bytes
   */
  static @Nullable ValueOrder of(int typeOid, boolean bytewise) {
    return switch (typeOid) {
      case 20, 21, 23, 1082, 1083, 1114, 1184 -> SIGNED;
      case 700, 701 -> FLOAT;
      case 16, 17, 18, 26, 2950 -> BYTES;
      case 1700 -> NUMERIC;
      case 25, 1043 -> bytewise ? BYTES : null;
      case 1042 -> bytewise ? PADDED : null;
      default -> null;
    };
  }
}
