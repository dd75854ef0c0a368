package io.penstock.wire;

/**
 * How long a frame may say it is. Every limit is on the length field of the frame, in bytes: it
 * counts itself and the payload, not the type byte. Check before anything is allocated.
 *
 * @param maxStartupPacket the first packet, before a version is agreed
 * @param maxPreAuthenticationFrame every frame of a peer that is not yet authenticated
 * @param maxFrame every other frame
 */
public record FrameLimits(int maxStartupPacket, int maxPreAuthenticationFrame, int maxFrame) {
  /** PostgreSQL's limit on what follows the length field, and the four bytes of that field. */
  public static final int DEFAULT_MAX_STARTUP_PACKET = 10_000 + 4;

  /** PostgreSQL's PG_MAX_AUTH_TOKEN_LENGTH, rounded up. */
  public static final int DEFAULT_MAX_PRE_AUTHENTICATION_FRAME = 64 * 1024;

  /** The longest single allocation of PostgreSQL. */
  public static final int DEFAULT_MAX_FRAME = (1 << 30) - 1;

  public static final FrameLimits DEFAULT =
      new FrameLimits(
          DEFAULT_MAX_STARTUP_PACKET, DEFAULT_MAX_PRE_AUTHENTICATION_FRAME, DEFAULT_MAX_FRAME);

  private static final int MIN_STARTUP_PACKET = 8;
  private static final int MIN_FRAME = 4;

  public FrameLimits {
    requireAtLeast("maxStartupPacket", maxStartupPacket, MIN_STARTUP_PACKET);
    requireAtLeast("maxPreAuthenticationFrame", maxPreAuthenticationFrame, MIN_FRAME);
    requireAtLeast("maxFrame", maxFrame, MIN_FRAME);
  }

  /** The same limits with another {@link #maxFrame}. */
  public FrameLimits withMaxFrame(int bytes) {
    return new FrameLimits(maxStartupPacket, maxPreAuthenticationFrame, bytes);
  }

  /**
   * The payload's length in a startup packet with this length field.
   *
   * @throws ProtocolException when the length is outside the limits
   */
  public int startupPayloadLength(int lengthField) {
    return payloadLength("startup packet", lengthField, MIN_STARTUP_PACKET, maxStartupPacket);
  }

  /**
   * The payload's length in a frame of a peer not yet authenticated.
   *
   * @throws ProtocolException when the length is outside the limits
   */
  public int preAuthenticationPayloadLength(int lengthField) {
    return payloadLength("frame", lengthField, MIN_FRAME, maxPreAuthenticationFrame);
  }

  /**
   * The payload's length in any later frame.
   *
   * @throws ProtocolException when the length is outside the limits
   */
  public int payloadLength(int lengthField) {
    return payloadLength("frame", lengthField, MIN_FRAME, maxFrame);
  }

  private static int payloadLength(String what, int lengthField, int min, int max) {
    if (lengthField < min || lengthField > max) {
      throw ProtocolException.violation(
          what + " length: " + lengthField + " (expected: " + min + " to " + max + ")");
    }
    return lengthField - 4;
  }

  private static void requireAtLeast(String name, int value, int min) {
    if (value < min) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= " + min + ")");
    }
  }
}
