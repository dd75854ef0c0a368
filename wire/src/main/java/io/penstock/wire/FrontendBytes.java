package io.penstock.wire;

/**
 * Type bytes of the messages a frontend sends, as constants that may stand in a {@code case}.
 *
 * <p>The startup family (StartupMessage, CancelRequest, SSLRequest, GSSENCRequest) has no type
 * byte.
 */
public final class FrontendBytes {
  public static final byte BIND = 'B';
  public static final byte CLOSE = 'C';
  public static final byte COPY_DATA = 'd';
  public static final byte COPY_DONE = 'c';
  public static final byte COPY_FAIL = 'f';
  public static final byte DESCRIBE = 'D';
  public static final byte EXECUTE = 'E';
  public static final byte FLUSH = 'H';
  public static final byte FUNCTION_CALL = 'F';
  public static final byte PARSE = 'P';

  /** PasswordMessage, SASLInitialResponse, SASLResponse and GSSResponse: told apart by context. */
  public static final byte PASSWORD_MESSAGE = 'p';

  public static final byte QUERY = 'Q';
  public static final byte SYNC = 'S';
  public static final byte TERMINATE = 'X';

  private FrontendBytes() {}
}
