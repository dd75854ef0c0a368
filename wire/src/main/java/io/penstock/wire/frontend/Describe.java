package io.penstock.wire.frontend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.CStrings;
import io.penstock.wire.Frames;
import io.penstock.wire.FrontendBytes;
import io.penstock.wire.PayloadReader;

/**
 * Asks for the description of a prepared statement or a portal.
 *
 * <p>Layout: byte S or P, string name.
 */
public record Describe(Target target, String name) implements FrontendMessage {
  /** Reads a whole payload; moves its reader index to the end. */
  public static Describe decode(ByteBuf payload) {
    PayloadReader reader = new PayloadReader("Describe", payload);
    Target target = Target.read(reader);
    Describe message = new Describe(target, reader.cstring("name"));
    reader.end();
    return message;
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.write(out, FrontendBytes.DESCRIBE, this, Describe::writePayload);
  }

  private void writePayload(ByteBuf out) {
    out.writeByte(target.code());
    CStrings.write(out, name);
  }
}
