package io.penstock.proxy.session;

import io.penstock.wire.Formats;
import io.penstock.wire.FrontendBytes;
import io.penstock.wire.backend.ErrorFields;
import io.penstock.wire.frontend.Bind;
import io.penstock.wire.frontend.Query;
import java.util.List;

/**
 * Answers frames of the client with errors, as the server would. Where that undoes what was done
 * before, in the transaction or since the last Sync, the backend is made to fail too.
 */
final class Refusals {
  /** No statement, nor the name of one. */
  static final String NO_STATEMENT = "penstock_refused";

  private final Session session;

  Refusals(Session session) {
    this.session = session;
  }

  /** An error of ours, which takes the place of the one that the backend was made to answer. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Refusal(byte[] frames) {}

  /**
   * Refuses the frame that stands here.
   *
   * @return false when that takes a while: the frame is to be looked at again then
   */
  boolean refuse(ErrorFields error) {
    session.transaction.turnBack();
    RequestRelay requests = session.requests;
    byte type = requests.walker().type();
    boolean simple = type == FrontendBytes.QUERY || type == FrontendBytes.FUNCTION_CALL;
    BackendSession leased = session.leasedSessionOrNull();
    if (leased == null && session.deferredBegin.pending()) {
      session.deferredBegin.fail();
    }
    if (leased == null
        ? session.status != Session.IDLE && !session.deferredBegin.failed()
        : session.status != Session.IDLE || requests.owesSync() || !leased.inFlight.isEmpty()) {
      if (!session.acquire()) {
        return false;
      }
      fail(session.leasedSession(), simple, new Refusal(Answers.error(error)));
    } else if (simple) {
      session.answer(LocalAnswer.of(Answers.errorAndReady(error, session.status)));
    } else {
      session.answer(LocalAnswer.of(Answers.error(error)));
    }
    session.countError(error.sqlState());
    requests.refused(simple);
    return true;
  }

  /** The same where no shard can serve it. */
  boolean refuseElsewhere() {
    if (!refuse(session.sharding.refusal())) {
      return false;
    }
    if (session.leasedSessionOrNull() != null) {
      // It may have been held for this alone.
      session.drained();
    }
    return true;
  }

  /** Whether the transaction has failed and no backend knows of it. */
  boolean failedHere() {
    return session.status == Session.FAILED
        && session.deferredBegin.failed()
        && session.leasedSessionOrNull() == null;
  }

  private void fail(BackendSession leased, boolean simple, Refusal refusal) {
    RequestRelay requests = session.requests;
    if (simple) {
      session.unnamed.invalidate();
      leased.unnamedIsGone();
      leased.inFlight.add(InFlight.QUERY, refusal);
      new Query(NO_STATEMENT).encode(requests.own());
    } else {
      requests.unsynced();
      leased.inFlight.add(InFlight.BIND, refusal);
      new Bind("", NO_STATEMENT, Formats.ALL_TEXT, List.of(), Formats.ALL_TEXT)
          .encode(requests.own());
    }
  }
}
