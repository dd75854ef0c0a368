package io.penstock.wire.frontend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.Frames;
import io.penstock.wire.FrontendBytes;
import io.penstock.wire.PayloadReader;

/** Ends a group of extended-query messages; the backend answers ReadyForQuery. No payload. */
public record Sync() implements FrontendMessage {
  public static final Sync INSTANCE = new Sync();

  /** Refuses any payload. */
  public static Sync decode(ByteBuf payload) {
    PayloadReader.empty("Sync", payload);
    return INSTANCE;
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.writeEmpty(out, FrontendBytes.SYNC);
  }
}
