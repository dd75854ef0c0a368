package io.penstock.wire.backend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.Frames;

/**
 * The frontend is who it says it is.
 *
 * <p>Layout: int32 0.
 */
public record AuthenticationOk() implements AuthenticationMessage {
  public static final AuthenticationOk INSTANCE = new AuthenticationOk();
  static final int CODE = 0;

  @Override
  public void encode(ByteBuf out) {
    Frames.write(out, BackendBytes.AUTHENTICATION, this, AuthenticationOk::writePayload);
  }

  private void writePayload(ByteBuf out) {
    out.writeInt(CODE);
  }
}
