package io.penstock.wire.backend;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.ProtocolException;

/** A decoded message of a backend. */
public sealed interface BackendMessage
    permits AuthenticationMessage,
        BackendKeyData,
        BindComplete,
        CloseComplete,
        CommandComplete,
        CopyBothResponse,
        CopyData,
        CopyDone,
        CopyInResponse,
        CopyOutResponse,
        DataRow,
        EmptyQueryResponse,
        ErrorResponse,
        FunctionCallResponse,
        NegotiateProtocolVersion,
        NoData,
        NoticeResponse,
        NotificationResponse,
        ParameterDescription,
        ParameterStatus,
        ParseComplete,
        PortalSuspended,
        ReadyForQuery,
        RowDescription {

  /**
   * Decodes any message of a backend. Reads the payload from its reader index to its writer index;
   * neither keeps nor releases it.
   *
   * @param type the frame's first byte
   * @param payload what follows the length field, no more and no less
   * @throws ProtocolException when the type is unknown or the payload malformed
   */
  static BackendMessage decode(byte type, ByteBuf payload) {
    return switch (type) {
      case BackendBytes.AUTHENTICATION -> AuthenticationMessage.decode(payload);
      case BackendBytes.BACKEND_KEY_DATA -> BackendKeyData.decode(payload);
      case BackendBytes.BIND_COMPLETE -> BindComplete.decode(payload);
      case BackendBytes.CLOSE_COMPLETE -> CloseComplete.decode(payload);
      case BackendBytes.COMMAND_COMPLETE -> CommandComplete.decode(payload);
      case BackendBytes.COPY_BOTH_RESPONSE -> CopyBothResponse.decode(payload);
      case BackendBytes.COPY_DATA -> CopyData.decode(payload);
      case BackendBytes.COPY_DONE -> CopyDone.decode(payload);
      case BackendBytes.COPY_IN_RESPONSE -> CopyInResponse.decode(payload);
      case BackendBytes.COPY_OUT_RESPONSE -> CopyOutResponse.decode(payload);
      case BackendBytes.DATA_ROW -> DataRow.decode(payload);
      case BackendBytes.EMPTY_QUERY_RESPONSE -> EmptyQueryResponse.decode(payload);
      case BackendBytes.ERROR_RESPONSE -> ErrorResponse.decode(payload);
      case BackendBytes.FUNCTION_CALL_RESPONSE -> FunctionCallResponse.decode(payload);
      case BackendBytes.NEGOTIATE_PROTOCOL_VERSION -> NegotiateProtocolVersion.decode(payload);
      case BackendBytes.NO_DATA -> NoData.decode(payload);
      case BackendBytes.NOTICE_RESPONSE -> NoticeResponse.decode(payload);
      case BackendBytes.NOTIFICATION_RESPONSE -> NotificationResponse.decode(payload);
      case BackendBytes.PARAMETER_DESCRIPTION -> ParameterDescription.decode(payload);
      case BackendBytes.PARAMETER_STATUS -> ParameterStatus.decode(payload);
      case BackendBytes.PARSE_COMPLETE -> ParseComplete.decode(payload);
      case BackendBytes.PORTAL_SUSPENDED -> PortalSuspended.decode(payload);
      case BackendBytes.READY_FOR_QUERY -> ReadyForQuery.decode(payload);
      case BackendBytes.ROW_DESCRIPTION -> RowDescription.decode(payload);
      default ->
          throw ProtocolException.violation(
              "backend message type: byte " + (type & 0xFF) + " (expected: one in BackendType)");
    };
  }

  /** Appends the whole frame. */
  void encode(ByteBuf out);
}
