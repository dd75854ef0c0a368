package io.penstock.proxy.session;

import org.jspecify.annotations.Nullable;

/**
 * A BEGIN that was answered at once and goes to the backend together with the first statement, so
 * that an idle beginning of a transaction holds no backend.
 */
final class DeferredBegin {
  private final Session session;
  private @Nullable String text;

  DeferredBegin(Session session) {
    this.session = session;
  }

  boolean pending() {
    return text != null;
  }

  void begin(String statement) {
    text = statement;
    session.status = Session.IN_TRANSACTION;
    session.timeouts().transactionBegan();
  }

  /** The first statement follows: sends the BEGIN ahead of it. */
  void send() {
    String statement = text;
    if (statement != null) {
      text = null;
      session.ownQueries().send(statement, OwnQuery.BEGIN);
    }
  }

  /** COMMIT or ROLLBACK of a transaction in which nothing was done, or the end of its client. */
  void end() {
    if (text != null) {
      text = null;
      session.status = Session.IDLE;
      session.timeouts().ready(Session.IDLE);
    }
  }
}
