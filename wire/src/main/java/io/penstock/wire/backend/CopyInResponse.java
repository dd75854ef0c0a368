package io.penstock.wire.backend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.Formats;
import io.penstock.wire.Frames;
import io.penstock.wire.PayloadReader;

/**
 * The backend waits for COPY data.
 *
 * <p>Layout: int8 overall format (0 text, 1 binary), int16 n, n × int16 format.
 */
public record CopyInResponse(int overallFormat, Formats columnFormats) implements BackendMessage {
  /** Reads a whole payload; moves its reader index to the end. */
  public static CopyInResponse decode(ByteBuf payload) {
    PayloadReader reader = new PayloadReader("CopyInResponse", payload);
    int overallFormat = reader.int8("overall format");
    CopyInResponse message =
        new CopyInResponse(overallFormat, Formats.read(reader, "column format"));
    reader.end();
    return message;
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.write(out, BackendBytes.COPY_IN_RESPONSE, this, CopyInResponse::writePayload);
  }

  private void writePayload(ByteBuf out) {
    out.writeByte(overallFormat);
    columnFormats.writeTo(out);
  }
}
