package io.penstock.wire.frontend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.Bytes;
import io.penstock.wire.Formats;
import io.penstock.wire.Frames;
import io.penstock.wire.FrontendBytes;
import io.penstock.wire.PayloadReader;
import io.penstock.wire.PayloadWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls a function by its object identifier; superseded, yet libpq still sends it for large
 * objects.
 *
 * <p>Layout: int32 function, int16 n, n × int16 format, int16 n, n × (int32 length or -1, bytes),
 * int16 format.
 */
public record FunctionCall(
    int function, Formats argumentFormats, List<@Nullable Bytes> arguments, int resultFormat)
    implements FrontendMessage {
  public FunctionCall {
    arguments = Collections.unmodifiableList(new ArrayList<>(arguments));
  }

  /** Reads a whole payload; moves its reader index to the end. */
  public static FunctionCall decode(ByteBuf payload) {
    PayloadReader reader = new PayloadReader("FunctionCall", payload);
    int function = reader.int32("function");
    Formats argumentFormats = Formats.read(reader, "argument format");
    List<@Nullable Bytes> arguments = reader.values("argument");
    int formats = argumentFormats.count();
    if (formats > 1 && formats != arguments.size()) {
      throw reader.violation(formats + " argument formats but " + arguments.size() + " arguments");
    }
    int resultFormat = reader.int16("result format");
    reader.end();
    return new FunctionCall(function, argumentFormats, arguments, resultFormat);
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.write(out, FrontendBytes.FUNCTION_CALL, this, FunctionCall::writePayload);
  }

  private void writePayload(ByteBuf out) {
    out.writeInt(function);
    argumentFormats.writeTo(out);
    PayloadWriter.writeValues(out, arguments);
    out.writeShort(resultFormat);
  }
}
