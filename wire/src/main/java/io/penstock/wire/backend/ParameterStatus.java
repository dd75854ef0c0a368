package io.penstock.wire.backend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.CStrings;
import io.penstock.wire.Frames;
import io.penstock.wire.PayloadReader;

/**
 * A setting the backend reports, at the start and when it changes.
 *
 * <p>Layout: string name, string value.
 */
public record ParameterStatus(String name, String value) implements BackendMessage {
  /** Reads a whole payload; moves its reader index to the end. */
  public static ParameterStatus decode(ByteBuf payload) {
    PayloadReader reader = new PayloadReader("ParameterStatus", payload);
    String name = reader.cstring("name");
    ParameterStatus message = new ParameterStatus(name, reader.cstring("value"));
    reader.end();
    return message;
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.write(out, BackendBytes.PARAMETER_STATUS, this, ParameterStatus::writePayload);
  }

  private void writePayload(ByteBuf out) {
    CStrings.write(out, name);
    CStrings.write(out, value);
  }
}
