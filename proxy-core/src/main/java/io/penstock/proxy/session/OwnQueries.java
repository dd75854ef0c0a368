package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.config.PoolMode;
import io.penstock.pool.EvictReason;
import io.penstock.wire.FrontendBytes;
import io.penstock.wire.backend.ErrorFields;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The queries that the proxy itself runs on a session's backend, and what follows from each. */
final class OwnQueries {
  private final Session session;
  private final Departure departure;

  OwnQueries(Session session) {
    this.session = session;
    this.departure = new Departure(session);
  }

  Departure departure() {
    return departure;
  }

  /** Sends a query, unflushed; its answers are kept from the client. */
  void send(String sql, OwnQuery purpose) {
    BackendSession leased = session.leasedSession();
    byte[] text = sql.getBytes(StandardCharsets.UTF_8);
    ByteBuf out = session.requests.own();
    out.writeByte(FrontendBytes.QUERY).writeInt(4 + text.length + 1);
    out.writeBytes(text).writeByte(0);
    leased.unnamedIsGone();
    leased.inFlight.add(InFlight.OWN_QUERY, purpose);
    session.requests.write();
  }

  /** The backend is done with one; {@code failure} is its error, if that was the answer. */
  void done(OwnQuery purpose, byte newStatus, @Nullable ErrorFields failure) {
    if (purpose == OwnQuery.PROBE) {
      session.pins.probed(failure == null);
    }
    if (session.state() == SessionState.LEAVING) {
      departure.done(purpose, newStatus, failure);
      return;
    }
    switch (purpose) {
      case SETTINGS -> settled(newStatus, failure);
      case BEGIN -> {
        if (failure != null) {
          session.evict(EvictReason.SESSION_STATE);
          session.fail(failure);
        }
      }
      case FAILURE, NAMES -> {}
      case PROBE -> drained();
      case POSITION -> {
        if (failure != null) {
          session.routing.written().unknown();
        }
        drained();
      }
      case ROLLBACK, DISCARD ->
          throw new IllegalStateException(purpose + " while " + session.state());
    }
  }

  /** Whether nobody but the proxy waits for the backend, or will miss what it holds. */
  boolean nobodyWaits() {
    InFlight inFlight = session.leasedSession().inFlight;
    return session.state() == SessionState.READY
        && session.status == Session.IDLE
        && session.identity().mode() != PoolMode.SESSION
        && !session.pins.any()
        && !session.pins.mustProbe()
        && !session.requests.owesSync()
        && (inFlight.isEmpty()
            || (inFlight.size() == 1 && inFlight.headPayload() == OwnQuery.POSITION));
  }

  /** Whether it is held for nothing but the answer to how far it has got. */
  boolean asksPosition() {
    return !session.leasedSession().inFlight.isEmpty() && nobodyWaits();
  }

  /** The backend is lost: whether nobody need be told. */
  boolean lostUnnoticed() {
    if (!nobodyWaits()) {
      return false;
    }
    if (!session.leasedSession().inFlight.isEmpty() || session.routing.owesPosition()) {
      session.routing.written().unknown();
    }
    return true;
  }

  private void settled(byte newStatus, @Nullable ErrorFields failure) {
    if (failure != null) {
      if (!session.routing.retry().settlesElsewhere()) {
        session.fail(failure);
      }
      return;
    }
    session.settings.broughtInLine(newStatus == Session.IN_TRANSACTION);
    BackendSession leased = session.leasedSession();
    if (leased.unseenSettingsOf != session.identity().id()) {
      leased.unseenSettingsOf = 0;
    }
    session.become(SessionState.READY);
    session.reportParameters();
    session.resume();
  }

  private void drained() {
    if (session.leasedSession().inFlight.isEmpty()) {
      boolean waited = session.requests.settled();
      session.drained();
      if (waited && !session.over()) {
        session.resume();
      }
    }
  }
}
