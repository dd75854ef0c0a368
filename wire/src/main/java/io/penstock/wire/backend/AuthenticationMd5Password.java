package io.penstock.wire.backend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.Bytes;
import io.penstock.wire.Frames;
import io.penstock.wire.PayloadReader;

/**
 * Asks for an md5 of password, user and salt.
 *
 * <p>Layout: int32 5, 4 bytes salt.
 */
public record AuthenticationMd5Password(Bytes salt) implements AuthenticationMessage {
  static final int CODE = 5;
  private static final int SALT_BYTES = 4;

  public AuthenticationMd5Password {
    if (salt.length() != SALT_BYTES) {
      throw new IllegalArgumentException("salt length: " + salt.length() + " (expected: 4)");
    }
  }

  static AuthenticationMd5Password read(PayloadReader reader) {
    return new AuthenticationMd5Password(reader.bytes(SALT_BYTES, "salt"));
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.write(out, BackendBytes.AUTHENTICATION, this, AuthenticationMd5Password::writePayload);
  }

  private void writePayload(ByteBuf out) {
    out.writeInt(CODE);
    salt.writeTo(out);
  }
}
