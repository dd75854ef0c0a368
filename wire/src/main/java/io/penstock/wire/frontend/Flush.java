package io.penstock.wire.frontend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.Frames;
import io.penstock.wire.FrontendBytes;
import io.penstock.wire.PayloadReader;

/** Asks for every answer so far. No payload. */
public record Flush() implements FrontendMessage {
  public static final Flush INSTANCE = new Flush();

  /** Refuses any payload. */
  public static Flush decode(ByteBuf payload) {
    PayloadReader.empty("Flush", payload);
    return INSTANCE;
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.writeEmpty(out, FrontendBytes.FLUSH);
  }
}
