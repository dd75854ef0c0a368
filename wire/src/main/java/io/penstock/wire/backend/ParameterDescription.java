package io.penstock.wire.backend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.Frames;
import io.penstock.wire.PayloadReader;
import io.penstock.wire.PayloadWriter;
import java.util.List;

/**
 * The parameter types of a prepared statement.
 *
 * <p>Layout: int16 n, n × int32 type.
 */
public record ParameterDescription(List<Integer> types) implements BackendMessage {
  public ParameterDescription {
    types = List.copyOf(types);
  }

  /** Reads a whole payload; moves its reader index to the end. */
  public static ParameterDescription decode(ByteBuf payload) {
    PayloadReader reader = new PayloadReader("ParameterDescription", payload);
    ParameterDescription message = new ParameterDescription(reader.oids("parameter type"));
    reader.end();
    return message;
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.write(out, BackendBytes.PARAMETER_DESCRIPTION, this, ParameterDescription::writePayload);
  }

  private void writePayload(ByteBuf out) {
    PayloadWriter.writeOids(out, types);
  }
}
