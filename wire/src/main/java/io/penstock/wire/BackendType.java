package io.penstock.wire;

import org.jspecify.annotations.Nullable;

/** The messages a backend sends after startup, named as in PostgreSQL's manual. */
public enum BackendType {
  AUTHENTICATION(BackendBytes.AUTHENTICATION, "Authentication"),
  BACKEND_KEY_DATA(BackendBytes.BACKEND_KEY_DATA, "BackendKeyData"),
  BIND_COMPLETE(BackendBytes.BIND_COMPLETE, "BindComplete"),
  CLOSE_COMPLETE(BackendBytes.CLOSE_COMPLETE, "CloseComplete"),
  COMMAND_COMPLETE(BackendBytes.COMMAND_COMPLETE, "CommandComplete"),
  COPY_BOTH_RESPONSE(BackendBytes.COPY_BOTH_RESPONSE, "CopyBothResponse"),
  COPY_DATA(BackendBytes.COPY_DATA, "CopyData"),
  COPY_DONE(BackendBytes.COPY_DONE, "CopyDone"),
  COPY_IN_RESPONSE(BackendBytes.COPY_IN_RESPONSE, "CopyInResponse"),
  COPY_OUT_RESPONSE(BackendBytes.COPY_OUT_RESPONSE, "CopyOutResponse"),
  DATA_ROW(BackendBytes.DATA_ROW, "DataRow"),
  EMPTY_QUERY_RESPONSE(BackendBytes.EMPTY_QUERY_RESPONSE, "EmptyQueryResponse"),
  ERROR_RESPONSE(BackendBytes.ERROR_RESPONSE, "ErrorResponse"),
  FUNCTION_CALL_RESPONSE(BackendBytes.FUNCTION_CALL_RESPONSE, "FunctionCallResponse"),
  NEGOTIATE_PROTOCOL_VERSION(BackendBytes.NEGOTIATE_PROTOCOL_VERSION, "NegotiateProtocolVersion"),
  NO_DATA(BackendBytes.NO_DATA, "NoData"),
  NOTICE_RESPONSE(BackendBytes.NOTICE_RESPONSE, "NoticeResponse"),
  NOTIFICATION_RESPONSE(BackendBytes.NOTIFICATION_RESPONSE, "NotificationResponse"),
  PARAMETER_DESCRIPTION(BackendBytes.PARAMETER_DESCRIPTION, "ParameterDescription"),
  PARAMETER_STATUS(BackendBytes.PARAMETER_STATUS, "ParameterStatus"),
  PARSE_COMPLETE(BackendBytes.PARSE_COMPLETE, "ParseComplete"),
  PORTAL_SUSPENDED(BackendBytes.PORTAL_SUSPENDED, "PortalSuspended"),
  READY_FOR_QUERY(BackendBytes.READY_FOR_QUERY, "ReadyForQuery"),
  ROW_DESCRIPTION(BackendBytes.ROW_DESCRIPTION, "RowDescription");

  private static final @Nullable BackendType[] BY_BYTE = new @Nullable BackendType[256];

  static {
    for (BackendType type : values()) {
      BY_BYTE[type.code & 0xFF] = type;
    }
  }

  private final byte code;
  private final String manualName;

  BackendType(byte code, String manualName) {
    this.code = code;
    this.manualName = manualName;
  }

  /** The type with this byte, or null when a backend has no such message. Any byte may be asked. */
  public static @Nullable BackendType of(byte code) {
    return BY_BYTE[code & 0xFF];
  }

  /** The first byte of the frame. */
  public byte code() {
    return code;
  }

  /** The name in PostgreSQL's manual, for example {@code CopyData}. */
  public String manualName() {
    return manualName;
  }
}
