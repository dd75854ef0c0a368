package io.penstock.wire.frontend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.Bytes;
import io.penstock.wire.CStrings;
import io.penstock.wire.Frames;
import io.penstock.wire.FrontendBytes;
import io.penstock.wire.PayloadReader;
import io.penstock.wire.PayloadWriter;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a SASL mechanism and may carry its first message.
 *
 * <p>Layout: string mechanism, int32 length or -1, bytes.
 */
public record SaslInitialResponse(String mechanism, @Nullable Bytes response)
    implements FrontendMessage {
  /** Reads a whole payload; moves its reader index to the end. */
  public static SaslInitialResponse decode(ByteBuf payload) {
    PayloadReader reader = new PayloadReader("SaslInitialResponse", payload);
    String mechanism = reader.cstring("mechanism");
    SaslInitialResponse message = new SaslInitialResponse(mechanism, reader.value("response"));
    reader.end();
    return message;
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.write(out, FrontendBytes.PASSWORD_MESSAGE, this, SaslInitialResponse::writePayload);
  }

  private void writePayload(ByteBuf out) {
    CStrings.write(out, mechanism);
    PayloadWriter.writeValue(out, response);
  }
}
