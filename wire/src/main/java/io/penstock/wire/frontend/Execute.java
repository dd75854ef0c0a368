package io.penstock.wire.frontend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.CStrings;
import io.penstock.wire.Frames;
import io.penstock.wire.FrontendBytes;
import io.penstock.wire.PayloadReader;

/**
 * Runs a portal.
 *
 * <p>Layout: string portal, int32 rows.
 *
 * @param maxRows rows after which the backend suspends the portal; 0 or less for no limit
 */
public record Execute(String portal, int maxRows) implements FrontendMessage {
  /** Reads a whole payload; moves its reader index to the end. */
  public static Execute decode(ByteBuf payload) {
    PayloadReader reader = new PayloadReader("Execute", payload);
    String portal = reader.cstring("portal name");
    Execute message = new Execute(portal, reader.int32("row limit"));
    reader.end();
    return message;
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.write(out, FrontendBytes.EXECUTE, this, Execute::writePayload);
  }

  private void writePayload(ByteBuf out) {
    CStrings.write(out, portal);
    out.writeInt(maxRows);
  }
}
