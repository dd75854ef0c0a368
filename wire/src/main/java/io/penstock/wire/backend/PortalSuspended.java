package io.penstock.wire.backend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.Frames;
import io.penstock.wire.PayloadReader;

/** Execute's row limit was reached; the portal can go on. No payload. */
public record PortalSuspended() implements BackendMessage {
  public static final PortalSuspended INSTANCE = new PortalSuspended();

  /** Refuses any payload. */
  public static PortalSuspended decode(ByteBuf payload) {
    PayloadReader.empty("PortalSuspended", payload);
    return INSTANCE;
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.writeEmpty(out, BackendBytes.PORTAL_SUSPENDED);
  }
}
