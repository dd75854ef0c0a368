package io.penstock.wire;

/** What ReadyForQuery says about the transaction the backend is in. */
public enum TransactionStatus {
  /** Not in a transaction. */
  IDLE((byte) 'I'),
  /** In a transaction that can go on. */
  IN_TRANSACTION((byte) 'T'),
  /** In a transaction that failed: everything but ROLLBACK is refused. */
  FAILED((byte) 'E');

  private final byte code;

  TransactionStatus(byte code) {
    this.code = code;
  }

  /**
   * The status with this byte.
   *
   * @throws ProtocolException when the byte is none of I, T, E
   */
  public static TransactionStatus of(byte code) {
    return switch (code) {
      case 'I' -> IDLE;
      case 'T' -> IN_TRANSACTION;
      case 'E' -> FAILED;
      default ->
          throw ProtocolException.violation(
              "ReadyForQuery: transaction status: byte "
                  + (code & 0xFF)
                  + " (expected: I, T or E)");
    };
  }

  /** The byte on the wire. */
  public byte code() {
    return code;
  }
}
