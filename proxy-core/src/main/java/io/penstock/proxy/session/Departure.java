package io.penstock.proxy.session;

import io.penstock.config.PoolMode;
import io.penstock.config.ResetMode;
import io.penstock.pool.EvictReason;
import io.penstock.wire.backend.ErrorFields;
import org.jspecify.annotations.Nullable;

/**
 * What happens to the backend of a client that is gone: what runs is cancelled, what is open is
 * rolled back, what is left of the session is discarded, and then it serves the next. Where only
 * the client could have ended what it began (half a message, rows of a COPY), the connection is
 * closed instead.
 */
final class Departure {
  private final Session session;
  private boolean discarded;

  Departure(Session session) {
    this.session = session;
  }

  /** The client is gone: what it held is given up, and its backend cleaned, if it has one. */
  void leave(DisconnectReason reason) {
    boolean midway = session.requests.midway();
    session.requests.close();
    session.toClient.discard();
    session.loop.remove(session);
    session.identity().ended(reason);
    session.deferredBegin.end();
    if (session.backend() == null) {
      session.become(SessionState.CLOSED);
    } else {
      session.become(SessionState.LEAVING);
      session.loop.leaving(session);
      begin(midway);
    }
  }

  /**
   * @param midway whether the backend waits for the rest of a message
   */
  private void begin(boolean midway) {
    session.leased().reads().resume();
    session.timeouts.leaving();
    InFlight inFlight = session.leasedSession().inFlight;
    boolean busy = !inFlight.isEmpty();
    if (midway || session.requests.copyingIn()) {
      session.evict(EvictReason.UNCLEAN_RELEASE);
      session.become(SessionState.CLOSED);
      return;
    }
    if (session.requests.owesSync()) {
      session.requests.sync(inFlight);
    }
    if (busy) {
      session.cancellation.send(() -> {});
    }
    session.flushBackend();
    step();
  }

  /** A query of ours on the way out is done. */
  void done(OwnQuery purpose, byte status, @Nullable ErrorFields failure) {
    if (failure != null && !mayFail(purpose)) {
      session.giveUpCleaning();
      return;
    }
    switch (purpose) {
      case SETTINGS -> session.settings.broughtInLine(status == Session.IN_TRANSACTION);
      case BEGIN -> session.status = Session.IN_TRANSACTION;
      case FAILURE -> session.status = Session.FAILED;
      case PROBE, NAMES, POSITION -> {}
      case ROLLBACK -> {
        session.settings.rollback();
        session.status = status;
      }
      case DISCARD -> {
        discarded = true;
        session.settings.discardAll();
        session.leasedSession().unseenSettingsOf = 0;
        session.leasedSession().statements.clear();
      }
    }
    step();
  }

  private static boolean mayFail(OwnQuery purpose) {
    return switch (purpose) {
      case PROBE, FAILURE, NAMES, POSITION -> true;
      case SETTINGS, BEGIN, ROLLBACK, DISCARD -> false;
    };
  }

  /** Takes the next step towards a backend that is like new. */
  void step() {
    BackendSession leased = session.leasedSession();
    if (!leased.inFlight.isEmpty() || leased.cancels > 0) {
      return;
    }
    Pins pins = session.pins;
    if (session.status != Session.IDLE) {
      session.ownQueries.send("ROLLBACK", OwnQuery.ROLLBACK);
      session.flushBackend();
    } else if (!discarded
        && (pins.any() || pins.mustProbe() || session.identity().mode() == PoolMode.SESSION)) {
      if (session.target.poolConfig().reset() == ResetMode.CLOSE) {
        session.evict(EvictReason.SESSION_STATE);
        session.become(SessionState.CLOSED);
      } else {
        session.ownQueries.send("DISCARD ALL", OwnQuery.DISCARD);
        session.flushBackend();
      }
    } else {
      session.release();
      session.become(SessionState.CLOSED);
    }
  }
}
