package io.penstock.wire.backend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.Bytes;
import io.penstock.wire.Frames;

/**
 * A kind of authentication Penstock does not take part in: Kerberos, GSSAPI, SSPI or a newer one.
 *
 * <p>Layout: int32 code, bytes.
 */
public record AuthenticationUnsupported(int code, Bytes rest) implements AuthenticationMessage {

  /** PostgreSQL's name of the kind, for an error. */
  public String kind() {
    return switch (code) {
      case 2 -> "Kerberos V5";
      case 7, 8 -> "GSSAPI";
      case 9 -> "SSPI";
      default -> "code " + code;
    };
  }

  @Override
  public void encode(ByteBuf out) {
    Frames.write(out, BackendBytes.AUTHENTICATION, this, AuthenticationUnsupported::writePayload);
  }

  private void writePayload(ByteBuf out) {
    out.writeInt(code);
    rest.writeTo(out);
  }
}
