package io.penstock.wire.backend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.Frames;
import io.penstock.wire.PayloadReader;

/** Bind succeeded. No payload. */
public record BindComplete() implements BackendMessage {
  public static final BindComplete INSTANCE = new BindComplete();

  /** Refuses any payload. */
  public static BindComplete decode(ByteBuf payload) {
    PayloadReader.empty("BindComplete", payload);
    return INSTANCE;
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.writeEmpty(out, BackendBytes.BIND_COMPLETE);
  }
}
