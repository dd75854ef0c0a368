package io.penstock.wire.frontend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.Frames;

/**
 * Asks for TLS; answered with one byte, S or N.
 *
 * <p>Layout: int32 1234.5679.
 */
public record SslRequest() implements StartupPacket {
  public static final SslRequest INSTANCE = new SslRequest();

  static final int CODE = 1234 << 16 | 5679;

  @Override
  public void encode(ByteBuf out) {
    Frames.writeUntyped(out, this, (message, payload) -> payload.writeInt(CODE));
  }
}
