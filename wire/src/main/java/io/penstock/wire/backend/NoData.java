package io.penstock.wire.backend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.Frames;
import io.penstock.wire.PayloadReader;

/** Describe found no result columns. No payload. */
public record NoData() implements BackendMessage {
  public static final NoData INSTANCE = new NoData();

  /** Refuses any payload. */
  public static NoData decode(ByteBuf payload) {
    PayloadReader.empty("NoData", payload);
    return INSTANCE;
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.writeEmpty(out, BackendBytes.NO_DATA);
  }
}
