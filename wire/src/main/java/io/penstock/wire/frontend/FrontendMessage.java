package io.penstock.wire.frontend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.FrontendBytes;
import io.penstock.wire.ProtocolException;

/** A decoded message of a frontend. */
public sealed interface FrontendMessage
    permits Bind,
        Close,
        CopyData,
        CopyDone,
        CopyFail,
        Describe,
        Execute,
        Flush,
        FunctionCall,
        Parse,
        PasswordMessage,
        Query,
        SaslInitialResponse,
        SaslResponse,
        StartupPacket,
        Sync,
        Terminate {

  /**
   * Decodes a message that came after authentication. Reads the payload from its reader index to
   * its writer index; neither keeps nor releases it.
   *
   * @param type the frame's first byte
   * @param payload what follows the length field, no more and no less
   * @throws ProtocolException when the type is unknown, or a password message, whose meaning only
   *     the state of the authentication tells, or the payload is malformed
   */
  static FrontendMessage decode(byte type, ByteBuf payload) {
    return switch (type) {
      case FrontendBytes.BIND -> Bind.decode(payload);
      case FrontendBytes.CLOSE -> Close.decode(payload);
      case FrontendBytes.COPY_DATA -> CopyData.decode(payload);
      case FrontendBytes.COPY_DONE -> CopyDone.decode(payload);
      case FrontendBytes.COPY_FAIL -> CopyFail.decode(payload);
      case FrontendBytes.DESCRIBE -> Describe.decode(payload);
      case FrontendBytes.EXECUTE -> Execute.decode(payload);
      case FrontendBytes.FLUSH -> Flush.decode(payload);
      case FrontendBytes.FUNCTION_CALL -> FunctionCall.decode(payload);
      case FrontendBytes.PARSE -> Parse.decode(payload);
      case FrontendBytes.QUERY -> Query.decode(payload);
      case FrontendBytes.SYNC -> Sync.decode(payload);
      case FrontendBytes.TERMINATE -> Terminate.decode(payload);
      default ->
          throw ProtocolException.violation(
              "frontend message type: byte " + (type & 0xFF) + " (expected: one of BCDEFHPQSXcdf)");
    };
  }

  /** Appends the whole frame. */
  void encode(ByteBuf out);
}
