package io.penstock.sql.route;

/** What a statement's transaction says about where it goes. */
public enum TransactionMark {
  /** The statement is its own transaction. */
  NONE,
  /** An explicit one, or default_transaction_read_only, that is READ ONLY. */
  READ_ONLY,
  /** An explicit one that may write. */
  READ_WRITE,
  /** SERIALIZABLE, which replicas refuse even where it is READ ONLY. */
  SERIALIZABLE
}
