package io.penstock.wire.frontend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.CStrings;
import io.penstock.wire.Frames;
import io.penstock.wire.FrontendBytes;
import io.penstock.wire.PayloadReader;

/**
 * A cleartext password, or the answer to an md5 challenge.
 *
 * <p>Layout: string password.
 */
public record PasswordMessage(String password) implements FrontendMessage {
  /** Reads a whole payload; moves its reader index to the end. */
  public static PasswordMessage decode(ByteBuf payload) {
    PayloadReader reader = new PayloadReader("PasswordMessage", payload);
    PasswordMessage message = new PasswordMessage(reader.cstring("password"));
    reader.end();
    return message;
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.write(out, FrontendBytes.PASSWORD_MESSAGE, this, PasswordMessage::writePayload);
  }

  private void writePayload(ByteBuf out) {
    CStrings.write(out, password);
  }

  @Override
  public String toString() {
    return "PasswordMessage[redacted]";
  }
}
