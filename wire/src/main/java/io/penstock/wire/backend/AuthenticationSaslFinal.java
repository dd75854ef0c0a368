package io.penstock.wire.backend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.Bytes;
import io.penstock.wire.Frames;
import io.penstock.wire.PayloadReader;

/**
 * The end of a SASL exchange; AuthenticationOk follows.
 *
 * <p>Layout: int32 12, bytes.
 */
public record AuthenticationSaslFinal(Bytes message) implements AuthenticationMessage {
  static final int CODE = 12;

  static AuthenticationSaslFinal read(PayloadReader reader) {
    return new AuthenticationSaslFinal(reader.rest());
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.write(out, BackendBytes.AUTHENTICATION, this, AuthenticationSaslFinal::writePayload);
  }

  private void writePayload(ByteBuf out) {
    out.writeInt(CODE);
    message.writeTo(out);
  }
}
