package io.penstock.wire.backend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.Frames;
import io.penstock.wire.PayloadReader;

/**
 * A warning or a note; may come at any time.
 *
 * <p>Layout: n × (byte code, string value), zero.
 */
public record NoticeResponse(ErrorFields fields) implements BackendMessage {
  /** Reads a whole payload; moves its reader index to the end. */
  public static NoticeResponse decode(ByteBuf payload) {
    PayloadReader reader = new PayloadReader("NoticeResponse", payload);
    NoticeResponse message = new NoticeResponse(ErrorFields.read(reader));
    reader.end();
    return message;
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.write(out, BackendBytes.NOTICE_RESPONSE, this, NoticeResponse::writePayload);
  }

  private void writePayload(ByteBuf out) {
    fields.writeTo(out);
  }
}
