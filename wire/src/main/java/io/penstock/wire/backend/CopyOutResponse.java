package io.penstock.wire.backend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.Formats;
import io.penstock.wire.Frames;
import io.penstock.wire.PayloadReader;

/**
 * COPY data follows.
 *
 * <p>Layout: int8 overall format (0 text, 1 binary), int16 n, n × int16 format.
 */
public record CopyOutResponse(int overallFormat, Formats columnFormats) implements BackendMessage {
  /** Reads a whole payload; moves its reader index to the end. */
  public static CopyOutResponse decode(ByteBuf payload) {
    PayloadReader reader = new PayloadReader("CopyOutResponse", payload);
    int overallFormat = reader.int8("overall format");
    CopyOutResponse message =
        new CopyOutResponse(overallFormat, Formats.read(reader, "column format"));
    reader.end();
    return message;
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.write(out, BackendBytes.COPY_OUT_RESPONSE, this, CopyOutResponse::writePayload);
  }

  private void writePayload(ByteBuf out) {
    out.writeByte(overallFormat);
    columnFormats.writeTo(out);
  }
}
