package io.penstock.wire.backend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.Frames;
import io.penstock.wire.PayloadReader;

/** Parse succeeded. No payload. */
public record ParseComplete() implements BackendMessage {
  public static final ParseComplete INSTANCE = new ParseComplete();

  /** Refuses any payload. */
  public static ParseComplete decode(ByteBuf payload) {
    PayloadReader.empty("ParseComplete", payload);
    return INSTANCE;
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.writeEmpty(out, BackendBytes.PARSE_COMPLETE);
  }
}
