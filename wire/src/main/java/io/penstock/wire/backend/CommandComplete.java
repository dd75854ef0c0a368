package io.penstock.wire.backend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.CStrings;
import io.penstock.wire.Frames;
import io.penstock.wire.PayloadReader;

/**
 * A statement is done.
 *
 * <p>Layout: string tag, for example {@code INSERT 0 5}.
 */
public record CommandComplete(String tag) implements BackendMessage {
  /** Reads a whole payload; moves its reader index to the end. */
  public static CommandComplete decode(ByteBuf payload) {
    PayloadReader reader = new PayloadReader("CommandComplete", payload);
    CommandComplete message = new CommandComplete(reader.cstring("tag"));
    reader.end();
    return message;
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.write(out, BackendBytes.COMMAND_COMPLETE, this, CommandComplete::writePayload);
  }

  private void writePayload(ByteBuf out) {
    CStrings.write(out, tag);
  }
}
