package io.penstock.proxy.session;

import io.penstock.pool.Backend;
import io.penstock.wire.backend.ErrorFields;

/**
 * Cancels what one session runs, and nothing else: a cancel goes to the very backend that is busy
 * for this session now, and until it has arrived that backend gets nothing new to do.
 */
final class Cancellation {
  private final Session session;

  Cancellation(Session session) {
    this.session = session;
  }

  /**
   * Cancels what is running or waiting, if anything is.
   *
   * @param done runs when the cancel has arrived, or there was nothing to cancel
   */
  void request(Runnable done) {
    BackendSession leased = session.leasedSessionOrNull();
    if (session.several.working()) {
      session.several.cancel(null);
      done.run();
    } else if (session.waitsToRun()) {
      session.refuseWaiting(Answers.canceled());
      done.run();
    } else if (leased != null
        && !leased.inFlight.isEmpty()
        && session.state() == SessionState.READY) {
      send(done);
    } else {
      done.run();
    }
  }

  /** Sends a cancel to the leased backend. */
  void send(Runnable done) {
    Backend leased = session.leased();
    BackendSession known = session.leasedSession();
    known.cancels++;
    session
        .identity()
        .services()
        .cancel(
            leased,
            arrived -> {
              known.cancels--;
              known.doubtful |= !arrived;
              done.run();
              if (session.leasedSessionOrNull() == known && known.cancels == 0) {
                if (!session.requests.owesSync()) {
                  session.drained();
                }
                if (!session.over()) {
                  session.resume();
                }
              }
            });
  }

  /** The first cancel may have arrived before what it was to cancel. */
  void again() {
    BackendSession leased = session.leasedSessionOrNull();
    if (leased != null
        && leased.cancels == 0
        && !leased.inFlight.isEmpty()
        && leased.inFlight.headKind() != InFlight.OWN_QUERY) {
      send(() -> {});
    }
  }

  /** The statement that runs has lasted longer than query-timeout. */
  void timedOut(ErrorFields error) {
    if (session.several.working()) {
      session.several.cancel(error);
    } else if (session.state() == SessionState.READY && session.leasedSessionOrNull() != null) {
      session.responses.replaceCancel(error);
      send(() -> {});
    }
  }
}
