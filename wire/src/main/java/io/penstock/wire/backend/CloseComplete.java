package io.penstock.wire.backend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.Frames;
import io.penstock.wire.PayloadReader;

/** Close succeeded. No payload. */
public record CloseComplete() implements BackendMessage {
  public static final CloseComplete INSTANCE = new CloseComplete();

  /** Refuses any payload. */
  public static CloseComplete decode(ByteBuf payload) {
    PayloadReader.empty("CloseComplete", payload);
    return INSTANCE;
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.writeEmpty(out, BackendBytes.CLOSE_COMPLETE);
  }
}
