package io.penstock.wire.frontend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.Frames;

/**
 * Asks for GSSAPI encryption; answered with one byte, G or N.
 *
 * <p>Layout: int32 1234.5680.
 */
public record GssEncRequest() implements StartupPacket {
  public static final GssEncRequest INSTANCE = new GssEncRequest();

  static final int CODE = 1234 << 16 | 5680;

  @Override
  public void encode(ByteBuf out) {
    Frames.writeUntyped(out, this, (message, payload) -> payload.writeInt(CODE));
  }
}
