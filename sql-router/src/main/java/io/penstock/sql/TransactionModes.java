package io.penstock.sql;

/** The modes that a {@code BEGIN} or {@code SET TRANSACTION} names. The last of a kind counts. */
public record TransactionModes(Isolation isolation, Access access, Deferral deferral) {
  /** No mode named. */
  public static final TransactionModes NONE =
      new TransactionModes(Isolation.UNSTATED, Access.UNSTATED, Deferral.UNSTATED);

  /** {@code ISOLATION LEVEL …}. */
  public enum Isolation {
    UNSTATED,
    READ_UNCOMMITTED,
    READ_COMMITTED,
    REPEATABLE_READ,
    SERIALIZABLE
  }

  /** {@code READ ONLY} or {@code READ WRITE}. */
  public enum Access {
    UNSTATED,
    READ_ONLY,
    READ_WRITE
  }

  /** {@code DEFERRABLE} or {@code NOT DEFERRABLE}. */
  public enum Deferral {
    UNSTATED,
    DEFERRABLE,
    NOT_DEFERRABLE
  }

  /** Whether {@code READ ONLY} is named. */
  public boolean readOnly() {
    return access == Access.READ_ONLY;
  }

  /** Whether {@code READ WRITE} is named. */
  public boolean readWrite() {
    return access == Access.READ_WRITE;
  }
}
