package io.penstock.wire.frontend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.CStrings;
import io.penstock.wire.Frames;
import io.penstock.wire.FrontendBytes;
import io.penstock.wire.PayloadReader;

/**
 * Closes, without error when there is none, a prepared statement or a portal.
 *
 * <p>Layout: byte S or P, string name.
 */
public record Close(Target target, String name) implements FrontendMessage {
  /** Reads a whole payload; moves its reader index to the end. */
  public static Close decode(ByteBuf payload) {
    PayloadReader reader = new PayloadReader("Close", payload);
    Target target = Target.read(reader);
    Close message = new Close(target, reader.cstring("name"));
    reader.end();
    return message;
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.write(out, FrontendBytes.CLOSE, this, Close::writePayload);
  }

  private void writePayload(ByteBuf out) {
    out.writeByte(target.code());
    CStrings.write(out, name);
  }
}
