package io.penstock.wire.frontend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.CStrings;
import io.penstock.wire.Frames;
import io.penstock.wire.FrontendBytes;
import io.penstock.wire.PayloadReader;

/**
 * COPY data stops because the frontend failed.
 *
 * <p>Layout: string reason.
 */
public record CopyFail(String reason) implements FrontendMessage {
  /** Reads a whole payload; moves its reader index to the end. */
  public static CopyFail decode(ByteBuf payload) {
    PayloadReader reader = new PayloadReader("CopyFail", payload);
    CopyFail message = new CopyFail(reader.cstring("reason"));
    reader.end();
    return message;
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.write(out, FrontendBytes.COPY_FAIL, this, CopyFail::writePayload);
  }

  private void writePayload(ByteBuf out) {
    CStrings.write(out, reason);
  }
}
