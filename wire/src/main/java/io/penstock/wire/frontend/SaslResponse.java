package io.penstock.wire.frontend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.Bytes;
import io.penstock.wire.Frames;
import io.penstock.wire.FrontendBytes;
import io.penstock.wire.PayloadReader;

/**
 * A further message of a SASL exchange.
 *
 * <p>Layout: bytes.
 */
public record SaslResponse(Bytes response) implements FrontendMessage {
  /** Reads a whole payload; moves its reader index to the end. */
  public static SaslResponse decode(ByteBuf payload) {
    PayloadReader reader = new PayloadReader("SaslResponse", payload);
    return new SaslResponse(reader.rest());
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.write(out, FrontendBytes.PASSWORD_MESSAGE, this, SaslResponse::writePayload);
  }

  private void writePayload(ByteBuf out) {
    response.writeTo(out);
  }
}
