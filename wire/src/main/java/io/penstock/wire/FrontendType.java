package io.penstock.wire;

import org.jspecify.annotations.Nullable;

/** The messages a frontend sends after startup, named as in PostgreSQL's manual. */
public enum FrontendType {
  BIND(FrontendBytes.BIND, "Bind"),
  CLOSE(FrontendBytes.CLOSE, "Close"),
  COPY_DATA(FrontendBytes.COPY_DATA, "CopyData"),
  COPY_DONE(FrontendBytes.COPY_DONE, "CopyDone"),
  COPY_FAIL(FrontendBytes.COPY_FAIL, "CopyFail"),
  DESCRIBE(FrontendBytes.DESCRIBE, "Describe"),
  EXECUTE(FrontendBytes.EXECUTE, "Execute"),
  FLUSH(FrontendBytes.FLUSH, "Flush"),
  FUNCTION_CALL(FrontendBytes.FUNCTION_CALL, "FunctionCall"),
  PARSE(FrontendBytes.PARSE, "Parse"),
  PASSWORD_MESSAGE(FrontendBytes.PASSWORD_MESSAGE, "PasswordMessage"),
  QUERY(FrontendBytes.QUERY, "Query"),
  SYNC(FrontendBytes.SYNC, "Sync"),
  TERMINATE(FrontendBytes.TERMINATE, "Terminate");

  private static final @Nullable FrontendType[] BY_BYTE = new @Nullable FrontendType[256];

  static {
    for (FrontendType type : values()) {
      BY_BYTE[type.code & 0xFF] = type;
    }
  }

  private final byte code;
  private final String manualName;

  FrontendType(byte code, String manualName) {
    this.code = code;
    this.manualName = manualName;
  }

  /**
   * The type with this byte, or null when a frontend has no such message. Any byte may be asked.
   */
  public static @Nullable FrontendType of(byte code) {
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
