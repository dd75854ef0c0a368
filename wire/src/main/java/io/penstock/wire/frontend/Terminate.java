package io.penstock.wire.frontend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.Frames;
import io.penstock.wire.FrontendBytes;
import io.penstock.wire.PayloadReader;

/** Ends the session. No payload. */
public record Terminate() implements FrontendMessage {
  public static final Terminate INSTANCE = new Terminate();

  /** Refuses any payload. */
  public static Terminate decode(ByteBuf payload) {
    PayloadReader.empty("Terminate", payload);
    return INSTANCE;
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.writeEmpty(out, FrontendBytes.TERMINATE);
  }
}
