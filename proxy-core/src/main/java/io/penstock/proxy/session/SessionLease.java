package io.penstock.proxy.session;

import io.penstock.pool.Backend;
import io.penstock.pool.EvictReason;
import io.penstock.pool.LeaseRefusal;
import io.penstock.pool.LeaseWaiter;
import io.penstock.pool.RefusalReason;
import io.penstock.pool.WirePool;
import io.penstock.wire.backend.ErrorFields;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The backend a session holds or waits for. */
final class SessionLease implements LeaseWaiter {
  private static final long PRIMARY_CHECK_MILLIS = 50;
  private static final long DOWN_CHECK_MILLIS = 200;

  private final Session session;
  private @Nullable Backend backend;
  private @Nullable BackendSession state;
  private @Nullable WirePool waitingAt;
  private @Nullable ScheduledFuture<?> primaryCheck;
  private long waitingSince;
  private long patientSince;
  private boolean waitsOn;
  private int ticket;
  private boolean sequencesAreOurs;

  SessionLease(Session session) {
    this.session = session;
  }

  @Nullable Backend backend() {
    return backend;
  }

  /** Whether more can be sent now, be it to a backend that is still to come. */
  boolean writable() {
    Backend leased = backend;
    return leased == null || leased.channel().isWritable();
  }

  /** What is known of the backend held; null when none is. */
  @Nullable BackendSession state() {
    return state;
  }

  /** Takes a backend that is ready, rather the one held last; else waits, and returns null. */
  @Nullable BackendSession request() {
    session.sharding.leases();
    Routing.Step step = session.routing.decide();
    if (step == Routing.Step.WAITS || step == Routing.Step.REFUSED) {
      beginToWait();
      if (step == Routing.Step.REFUSED) {
        int asked = ticket;
        session
            .loop
            .eventLoop()
            .execute(() -> {
              if (session.state() == SessionState.WAITING && asked == ticket) {
                refused(Answers.noReader(session.target, session.routing.obstacle()));
              }
            });
      }
      return null;
    }
    WirePool pool = step == Routing.Step.READER ? session.routing.pool() : session.place().pool();
    Backend ready =
        pool == null ? null : pool.tryLease(session.loop.eventLoop(), session.identity().id());
    if (ready != null) {
      return adopt(ready);
    }
    beginToWait();
    await(pool);
    return null;
  }

  /** Frames wait until {@link #lookAgain}. */
  void beginToWait() {
    session.become(SessionState.WAITING);
    waitingSince = System.nanoTime();
    if (!waitsOn) {
      patientSince = waitingSince;
    }
    waitsOn = false;
  }

  /** Tells this wait from others. */
  int ticket() {
    return ticket;
  }

  /** What was waited for has come, or has taken too long: the frame is looked at again. */
  void lookAgain(int asked) {
    if (session.state() == SessionState.WAITING && asked == ticket && waitingAt == null) {
      waited();
      session.resume();
    }
  }

  /** At the latest, that is. */
  void lookAgainIn(long nanos) {
    int asked = ticket;
    var unused =
        session.loop.eventLoop().schedule(() -> lookAgain(asked), nanos, TimeUnit.NANOSECONDS);
  }

  private void await(@Nullable WirePool pool) {
    waitingAt = pool;
    if (pool != null) {
      pool.await(session.loop.eventLoop(), this);
    } else {
      lookForPrimaryIn(PRIMARY_CHECK_MILLIS);
    }
  }

  private void lookForPrimaryIn(long millis) {
    primaryCheck =
        session.loop.eventLoop().schedule(this::lookForPrimary, millis, TimeUnit.MILLISECONDS);
  }

  private boolean mayWaitOn() {
    return System.nanoTime() - patientSince < session.target.poolConfig().maxWait().toNanos();
  }

  /** While no node takes writes, as during a failover, statements wait for one: not for ever. */
  private void lookForPrimary() {
    primaryCheck = null;
    if (session.routing.fellBack() && mayWaitOn()) {
      // A replica may be back before a primary is.
      waitsOn = true;
      lookAgain(ticket);
      return;
    }
    WirePool pool = session.place().pool();
    if (pool != null) {
      await(pool);
    } else if (session.place().failsOver() && mayWaitOn()) {
      await(null);
    } else {
      refused(Answers.noPrimary(session.target, session.place()));
    }
  }

  private BackendSession adopt(Backend leased) {
    boolean fresh = leased.attachment() == null;
    BackendSession known = BackendSession.of(leased, session);
    if (fresh) {
      session.target.reportedByServer(known.reported);
    }
    long id = session.identity().id();
    backend = leased;
    state = known;
    waitsOn = false;
    leased.attach(session);
    sequencesAreOurs = known.servedLast == id || known.servedLast == 0;
    known.servedLast = id;
    leased.lastSession(id);
    session.traffic.leases++;
    session.routing.leased();
    session.adopted(leased, known);
    return known;
  }

  @Override
  public void granted(Backend leased) {
    if (session.state() != SessionState.WAITING) {
      leased.pool().release(leased);
      return;
    }
    waited();
    adopt(leased);
    session.resume();
  }

  @Override
  public boolean hasElsewhere() {
    return session.routing.hasElsewhere();
  }

  @Override
  public void refused(LeaseRefusal refusal) {
    if (session.state() != SessionState.WAITING) {
      return;
    }
    if (refusal.reason() != RefusalReason.EXHAUSTED && session.routing.refusedByReader()) {
      // Nothing was sent: another node may serve. Not from in here, where the pool is at work.
      waitingAt = null;
      waitsOn = true;
      int asked = ticket;
      session.loop.eventLoop().execute(() -> lookAgain(asked));
    } else if (refusal.reason() == RefusalReason.NODE_DOWN
        && session.place().failsOver()
        && mayWaitOn()) {
      // Another node may take over, or this one return: whoever waits need not begin anew.
      boolean same = waitingAt == session.place().pool();
      waitingAt = null;
      // Not from in here either, if another node has taken over already.
      lookForPrimaryIn(same ? DOWN_CHECK_MILLIS : 0);
    } else {
      refused(Answers.of(refusal));
    }
  }

  private void refused(ErrorFields error) {
    waited();
    session.identity().refused(error);
    session.refused(error);
  }

  private void waited() {
    session.traffic.waitNanos += System.nanoTime() - waitingSince;
    waitingAt = null;
    ticket++;
    session.become(SessionState.READY);
  }

  /** Leaves the pool's queue. */
  void stopWaiting() {
    WirePool pool = waitingAt;
    ticket++;
    if (pool != null) {
      waitingAt = null;
      pool.abandon(session.loop.eventLoop(), this);
    }
    ScheduledFuture<?> check = primaryCheck;
    if (check != null) {
      primaryCheck = null;
      check.cancel(false);
    }
  }

  /** Since when it waits, by System.nanoTime; 0 when it does not. */
  long waitingSince() {
    return session.state() == SessionState.WAITING ? waitingSince : 0;
  }

  /**
   * The process of the backend that this session will most likely be served by, so that a program
   * which compares it with pg_backend_pid() is right for as long as backends are not short.
   */
  int likelyProcessId() {
    WirePool pool = session.place().pool();
    if (pool == null) {
      return session.identity().processId();
    }
    Backend likely = pool.tryLease(session.loop.eventLoop(), session.identity().id());
    if (likely == null) {
      return session.identity().processId();
    }
    likely.lastSession(session.identity().id());
    pool.release(likely);
    return likely.processId();
  }

  /** Whether nobody else has used the backend since this session last did. */
  boolean sequencesAreOurs() {
    return sequencesAreOurs;
  }

  /** A sequence was advanced here: its current value is this session's now. */
  void sequenceAdvanced() {
    sequencesAreOurs = true;
  }

  /** Gives the backend back, with what is known to be set on it. */
  void release(Settings settings) {
    Backend leased = held();
    BackendSession known = heldState();
    known.settings = settings;
    backend = null;
    state = null;
    session.routing.released(true);
    session.sharding.released();
    leased.reads().resume();
    if (known.walker.held() > 0) {
      // The beginning of something nobody asked for: most likely the announcement of its end.
      known.walker.close();
      leased.pool().evict(leased, EvictReason.UNEXPECTED_BYTES);
    } else if (known.doubtful) {
      leased.pool().evict(leased, EvictReason.SESSION_STATE);
    } else {
      leased.pool().release(leased);
    }
  }

  /** Somebody else has the backend from now on. */
  void part() {
    backend = null;
    state = null;
    session.routing.released(true);
  }

  /** A backend that was given away is the session's again. */
  void takeUp(Backend again, BackendSession known) {
    backend = again;
    state = known;
    again.attach(session);
    // Another session cannot have had it meanwhile, but this one has used another.
    sequencesAreOurs = false;
    if (!session.client.isWritable()) {
      again.reads().pause();
    }
  }

  /** Closes the backend, if one is held. */
  void evict(EvictReason reason) {
    Backend leased = backend;
    if (leased != null) {
      forget();
      leased.pool().evict(leased, reason);
    }
  }

  /** The backend is gone. */
  void forget() {
    heldState().walker.close();
    backend = null;
    state = null;
    session.routing.released(false);
    session.sharding.released();
  }

  Backend held() {
    Backend leased = backend;
    if (leased == null) {
      throw new IllegalStateException("no backend is leased");
    }
    return leased;
  }

  BackendSession heldState() {
    BackendSession known = state;
    if (known == null) {
      throw new IllegalStateException("no backend is leased");
    }
    return known;
  }
}
