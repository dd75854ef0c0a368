package io.penstock.wire.frontend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.Frames;
import io.penstock.wire.FrontendBytes;
import io.penstock.wire.PayloadReader;

/** COPY data is complete. No payload. */
public record CopyDone() implements FrontendMessage {
  public static final CopyDone INSTANCE = new CopyDone();

  /** Refuses any payload. */
  public static CopyDone decode(ByteBuf payload) {
    PayloadReader.empty("CopyDone", payload);
    return INSTANCE;
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.writeEmpty(out, FrontendBytes.COPY_DONE);
  }
}
