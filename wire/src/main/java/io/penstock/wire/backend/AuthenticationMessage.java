package io.penstock.wire.backend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.PayloadReader;

/** The kinds of Authentication message, told apart by an int32 at the start of the payload. */
public sealed interface AuthenticationMessage extends BackendMessage
    permits AuthenticationOk,
        AuthenticationCleartextPassword,
        AuthenticationMd5Password,
        AuthenticationSasl,
        AuthenticationSaslContinue,
        AuthenticationSaslFinal,
        AuthenticationUnsupported {

  /**
   * Reads a whole payload; neither keeps nor releases it.
   *
   * @throws io.penstock.wire.ProtocolException when it is malformed
   */
  static AuthenticationMessage decode(ByteBuf payload) {
    PayloadReader reader = new PayloadReader("Authentication", payload);
    int code = reader.int32("kind");
    AuthenticationMessage message =
        switch (code) {
          case AuthenticationOk.CODE -> AuthenticationOk.INSTANCE;
          case AuthenticationCleartextPassword.CODE -> AuthenticationCleartextPassword.INSTANCE;
          case AuthenticationMd5Password.CODE -> AuthenticationMd5Password.read(reader);
          case AuthenticationSasl.CODE -> AuthenticationSasl.read(reader);
          case AuthenticationSaslContinue.CODE -> AuthenticationSaslContinue.read(reader);
          case AuthenticationSaslFinal.CODE -> AuthenticationSaslFinal.read(reader);
          default -> new AuthenticationUnsupported(code, reader.rest());
        };
    reader.end();
    return message;
  }
}
