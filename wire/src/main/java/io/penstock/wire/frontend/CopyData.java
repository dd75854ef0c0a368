package io.penstock.wire.frontend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.Bytes;
import io.penstock.wire.Frames;
import io.penstock.wire.FrontendBytes;
import io.penstock.wire.PayloadReader;

/**
 * A piece of COPY data, cut anywhere.
 *
 * <p>Layout: bytes.
 */
public record CopyData(Bytes data) implements FrontendMessage {
  /** Reads a whole payload; moves its reader index to the end. */
  public static CopyData decode(ByteBuf payload) {
    PayloadReader reader = new PayloadReader("CopyData", payload);
    return new CopyData(reader.rest());
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.write(out, FrontendBytes.COPY_DATA, this, CopyData::writePayload);
  }

  private void writePayload(ByteBuf out) {
    data.writeTo(out);
  }
}
