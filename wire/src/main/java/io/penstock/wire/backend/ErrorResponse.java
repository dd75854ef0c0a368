package io.penstock.wire.backend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.Frames;
import io.penstock.wire.PayloadReader;

/**
 * A command failed, or, with severity FATAL, the session.
 *
 * <p>Layout: n × (byte code, string value), zero.
 */
public record ErrorResponse(ErrorFields fields) implements BackendMessage {
  /** Reads a whole payload; moves its reader index to the end. */
  public static ErrorResponse decode(ByteBuf payload) {
    PayloadReader reader = new PayloadReader("ErrorResponse", payload);
    ErrorResponse message = new ErrorResponse(ErrorFields.read(reader));
    reader.end();
    return message;
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.write(out, BackendBytes.ERROR_RESPONSE, this, ErrorResponse::writePayload);
  }

  private void writePayload(ByteBuf out) {
    fields.writeTo(out);
  }
}
