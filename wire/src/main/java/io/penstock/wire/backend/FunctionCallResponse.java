package io.penstock.wire.backend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.Bytes;
import io.penstock.wire.Frames;
import io.penstock.wire.PayloadReader;
import io.penstock.wire.PayloadWriter;
import org.jspecify.annotations.Nullable;

/**
 * A function's result; null is SQL's null.
 *
 * <p>Layout: int32 length or -1, bytes.
 */
public record FunctionCallResponse(@Nullable Bytes value) implements BackendMessage {
  /** Reads a whole payload; moves its reader index to the end. */
  public static FunctionCallResponse decode(ByteBuf payload) {
    PayloadReader reader = new PayloadReader("FunctionCallResponse", payload);
    FunctionCallResponse message = new FunctionCallResponse(reader.value("result"));
    reader.end();
    return message;
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.write(
        out, BackendBytes.FUNCTION_CALL_RESPONSE, this, FunctionCallResponse::writePayload);
  }

  private void writePayload(ByteBuf out) {
    PayloadWriter.writeValue(out, value);
  }
}
