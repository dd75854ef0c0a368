package io.penstock.wire.backend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.Bytes;
import io.penstock.wire.Frames;
import io.penstock.wire.PayloadReader;

/**
 * A piece of COPY data: one row, or a replication message.
 *
 * <p>Layout: bytes.
 */
public record CopyData(Bytes data) implements BackendMessage {
  /** Reads a whole payload; moves its reader index to the end. */
  public static CopyData decode(ByteBuf payload) {
    PayloadReader reader = new PayloadReader("CopyData", payload);
    return new CopyData(reader.rest());
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.write(out, BackendBytes.COPY_DATA, this, CopyData::writePayload);
  }

  private void writePayload(ByteBuf out) {
    data.writeTo(out);
  }
}
