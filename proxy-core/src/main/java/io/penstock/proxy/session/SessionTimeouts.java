package io.penstock.proxy.session;

import io.penstock.wire.SqlState;
import io.penstock.wire.backend.ErrorFields;
import java.util.concurrent.TimeUnit;

/** When a session's statement, transaction or silence began, and what happens if it lasts. */
final class SessionTimeouts {
  private final Session session;
  private long statementBegan;
  private long transactionBegan;
  private long quietSince = System.nanoTime();
  private long leavingSince;
  private boolean statement;
  private boolean transaction;
  private boolean cancelled;

  SessionTimeouts(Session session) {
    this.session = session;
  }

  /** Something was sent; of several at once only the first begins anything. */
  void statementBegan() {
    if (statement) {
      return;
    }
    long now = System.nanoTime();
    statementBegan = now;
    statement = true;
    cancelled = false;
    if (!transaction) {
      transaction = true;
      transactionBegan = now;
    }
  }

  void transactionBegan() {
    quietSince = System.nanoTime();
    if (!transaction) {
      transaction = true;
      transactionBegan = quietSince;
    }
  }

  /**
   * ReadyForQuery: what was running is done.
   *
   * @return how long it took, in nanoseconds
   */
  long ready(byte status) {
    long now = System.nanoTime();
    quietSince = now;
    long took = statement ? now - statementBegan : 0;
    statement = false;
    session.traffic.queryNanos += took;
    if (status == Session.IDLE && transaction) {
      transaction = false;
      session.traffic.transactionNanos += now - transactionBegan;
    }
    return took;
  }

  /** When the statement that runs began, or else the last one ended. */
  long lastActive() {
    return statement ? statementBegan : quietSince;
  }

  void leaving() {
    leavingSince = System.nanoTime();
  }

  /** Ends what has lasted too long. */
  void check(long now) {
    SessionTarget.Limits limits = session.target.limits();
    if (session.over()) {
      if (now - leavingSince > limits.cancelWait()) {
        session.giveUpCleaning();
      } else {
        session.cancellation.again();
      }
      return;
    }
    if (!limits.any()) {
      return;
    }
    if (statement && over(limits.query(), statementBegan, now) && !cancelled) {
      cancelled = true;
      session.cancellation.timedOut(
          ErrorFields.error(
                  SqlState.QUERY_CANCELED,
                  "canceling statement: it lasted longer than %d ms"
                      .formatted(TimeUnit.NANOSECONDS.toMillis(limits.query())))
              .withHint("The limit is pool.query-timeout."));
    } else if (transaction && over(limits.transaction(), transactionBegan, now)) {
      session.fail(
          fatal(
              SqlState.TRANSACTION_TIMEOUT,
              "transaction",
              limits.transaction(),
              "transaction-timeout"));
    } else if (!statement
        && session.status != Session.IDLE
        && over(limits.idleInTransaction(), quietSince, now)) {
      session.fail(
          fatal(
              SqlState.IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
              "idle transaction",
              limits.idleInTransaction(),
              "idle-in-transaction-timeout"));
    } else if (!statement
        && session.status == Session.IDLE
        && over(limits.clientIdle(), quietSince, now)) {
      session.fail(
          fatal(
              SqlState.IDLE_SESSION_TIMEOUT,
              "idle session",
              limits.clientIdle(),
              "client-idle-timeout"));
    }
  }

  private static boolean over(long limit, long since, long now) {
    return limit > 0 && now - since > limit;
  }

  private static ErrorFields fatal(String sqlState, String what, long limit, String key) {
    return ErrorFields.fatal(
            sqlState,
            "terminating connection: the %s lasted longer than %d ms"
                .formatted(what, TimeUnit.NANOSECONDS.toMillis(limit)))
        .withHint("The limit is pool." + key + ".");
  }
}
