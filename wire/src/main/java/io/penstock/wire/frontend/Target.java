package io.penstock.wire.frontend;

import io.penstock.wire.PayloadReader;

/** What Describe and Close are about. */
public enum Target {
  STATEMENT((byte) 'S'),
  PORTAL((byte) 'P');

  private final byte code;

  Target(byte code) {
    this.code = code;
  }

  static Target read(PayloadReader reader) {
    byte code = reader.int8("subtype");
    return switch (code) {
      case 'S' -> STATEMENT;
      case 'P' -> PORTAL;
      default -> throw reader.violation("subtype: byte " + (code & 0xFF) + " (expected: S or P)");
    };
  }

  /** The byte on the wire. */
  public byte code() {
    return code;
  }
}
