package io.penstock.wire;

/** A version of the frontend/backend protocol; comparable by age. */
public record ProtocolVersion(int major, int minor) implements Comparable<ProtocolVersion> {
  /** What every driver speaks. */
  public static final ProtocolVersion V3_0 = new ProtocolVersion(3, 0);

  /** PostgreSQL 18: cancel keys of 4 to 256 bytes. There was never a 3.1. */
  public static final ProtocolVersion V3_2 = new ProtocolVersion(3, 2);

  public ProtocolVersion {
    if ((major | minor) >>> 16 != 0) {
      throw new IllegalArgumentException(
          "protocol version: " + major + "." + minor + " (expected: each part 0 to 65535)");
    }
  }

  /** The version in the four bytes at the start of a startup packet; any int is one. */
  public static ProtocolVersion of(int code) {
    return switch (code) {
      case 3 << 16 -> V3_0;
      case 3 << 16 | 2 -> V3_2;
      default -> new ProtocolVersion(code >>> 16, code & 0xFFFF);
    };
  }

  /** The four bytes on the wire: major in the high half, minor in the low. */
  public int code() {
    return major << 16 | minor;
  }

  @Override
  public int compareTo(ProtocolVersion other) {
    return Integer.compareUnsigned(code(), other.code());
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
