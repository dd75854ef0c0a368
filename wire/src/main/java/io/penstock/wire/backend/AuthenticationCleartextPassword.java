package io.penstock.wire.backend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.Frames;

/**
 * Asks for the password itself.
 *
 * <p>Layout: int32 3.
 */
public record AuthenticationCleartextPassword() implements AuthenticationMessage {
  public static final AuthenticationCleartextPassword INSTANCE =
      new AuthenticationCleartextPassword();
  static final int CODE = 3;

  @Override
  public void encode(ByteBuf out) {
    Frames.write(
        out, BackendBytes.AUTHENTICATION, this, AuthenticationCleartextPassword::writePayload);
  }

  private void writePayload(ByteBuf out) {
    out.writeInt(CODE);
  }
}
