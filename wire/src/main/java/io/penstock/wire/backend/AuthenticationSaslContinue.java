package io.penstock.wire.backend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.Bytes;
import io.penstock.wire.Frames;
import io.penstock.wire.PayloadReader;

/**
 * A further challenge of a SASL exchange.
 *
 * <p>Layout: int32 11, bytes.
 */
public record AuthenticationSaslContinue(Bytes message) implements AuthenticationMessage {
  static final int CODE = 11;

  static AuthenticationSaslContinue read(PayloadReader reader) {
    return new AuthenticationSaslContinue(reader.rest());
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.write(out, BackendBytes.AUTHENTICATION, this, AuthenticationSaslContinue::writePayload);
  }

  private void writePayload(ByteBuf out) {
    out.writeInt(CODE);
    message.writeTo(out);
  }
}
