package io.penstock.proxy.session;

import io.penstock.sql.Effect;
import io.penstock.sql.TransactionModes;
import io.penstock.wire.SqlState;
import io.penstock.wire.backend.ErrorFields;
import org.jspecify.annotations.Nullable;

/**
 * A BEGIN that was answered at once and goes to the backend together with the first statement, so
 * that an idle beginning of a transaction holds no backend. Where that statement gets no backend
 * the transaction has failed, as it would after any error, and still holds none.
 */
final class DeferredBegin {
  private final Session session;
  private @Nullable String text;
  private @Nullable String kept;
  private TransactionModes modes = TransactionModes.NONE;
  private boolean failed;

  DeferredBegin(Session session) {
    this.session = session;
  }

  /** Whether the transaction has not begun on any backend, and may. */
  boolean pending() {
    return text != null && !failed;
  }

  /** Whether the transaction has failed without a backend. */
  boolean failed() {
    return failed;
  }

  void begin(Effect.Begin statement) {
    text = statement.text();
    modes = statement.modes();
    session.status = Session.IN_TRANSACTION;
    session.requests.blockBegan();
    session.timeouts.transactionBegan();
  }

  /** Those that it names. */
  TransactionModes modes() {
    return modes;
  }

  /** The first statement is refused, and no backend held. */
  void fail() {
    failed = true;
    session.status = Session.FAILED;
  }

  /** COMMIT AND CHAIN or ROLLBACK AND CHAIN: the next transaction is like the last. */
  void chain() {
    failed = false;
    session.status = Session.IN_TRANSACTION;
  }

  /**
   * The first statement follows: sends the BEGIN ahead of it. A transaction that has failed already
   * has to fail there too, before a statement that ends it among others.
   */
  void send() {
    String statement = text;
    if (statement != null) {
      text = null;
      session.ownQueries.send(statement, OwnQuery.BEGIN);
      if (failed) {
        failed = false;
        session.ownQueries.send(Refusals.NO_STATEMENT, OwnQuery.FAILURE);
      }
    }
  }

  /** What begins the transaction; null while it is not pending. */
  @Nullable String text() {
    return pending() ? text : null;
  }

  /** The transaction goes on to a further backend, where this begins it. */
  void join(String statement) {
    text = statement;
  }

  /** It does not after all. */
  void stay() {
    text = null;
  }

  /** What is about to be sent may have to be sent to another backend. */
  void keep() {
    kept = failed ? null : text;
  }

  /** What was sent to a backend that is lost is to be sent to another one. */
  void restore() {
    String statement = kept;
    kept = null;
    if (statement != null) {
      text = statement;
      session.status = Session.IN_TRANSACTION;
    }
  }

  void forget() {
    kept = null;
  }

  /** COMMIT or ROLLBACK of a transaction in which nothing was done, or the end of its client. */
  void end() {
    if (text != null) {
      text = null;
      failed = false;
      session.status = Session.IDLE;
      var unused = session.timeouts.ready(Session.IDLE);
    }
  }

  /** What the server answers in a failed transaction to all that does not end it. */
  static ErrorFields aborted() {
    return ErrorFields.error(
        SqlState.IN_FAILED_SQL_TRANSACTION,
        "current transaction is aborted, commands ignored until end of transaction block");
  }
}
