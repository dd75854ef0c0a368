package io.penstock.proxy.session;

import io.penstock.pool.Backend;
import io.penstock.pool.LeaseRefusal;
import io.penstock.pool.LeaseWaiter;
import io.penstock.pool.RefusalReason;
import io.penstock.pool.WirePool;
import io.penstock.wire.backend.ErrorFields;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Waits for a backend of one shard, also while its nodes fail over. On the session's loop. */
final class BranchLease implements LeaseWaiter {
  /** Who wants it: one of the two is called once, perhaps before {@link #begin} returns. */
  interface Holder {
    void granted(Backend backend);

    void refused(ErrorFields because);
  }

  private static final long CHECK_MILLIS = 50;

  private final Session session;
  private final Place place;
  private final Holder holder;
  private final long since = System.nanoTime();
  private @Nullable WirePool waitingAt;
  private @Nullable ScheduledFuture<?> timer;
  private boolean abandoned;

  BranchLease(Session session, Place place, Holder holder) {
    this.session = session;
    this.place = place;
    this.holder = holder;
  }

  void begin() {
    timer = null;
    WirePool pool = place.pool();
    if (pool == null) {
      tryAgain(Answers.noPrimary(session.target, place));
      return;
    }
    Backend ready = pool.tryLease(session.loop.eventLoop());
    if (ready != null) {
      holder.granted(ready);
    } else {
      waitingAt = pool;
      pool.await(session.loop.eventLoop(), this);
    }
  }

  /** Nobody waits any more. */
  void abandon() {
    abandoned = true;
    ScheduledFuture<?> running = timer;
    if (running != null) {
      timer = null;
      running.cancel(false);
    }
    WirePool pool = waitingAt;
    if (pool != null) {
      waitingAt = null;
      pool.abandon(session.loop.eventLoop(), this);
    }
  }

  @Override
  public void granted(Backend leased) {
    waitingAt = null;
    if (abandoned) {
      leased.pool().release(leased);
    } else {
      holder.granted(leased);
    }
  }

  @Override
  public void refused(LeaseRefusal refusal) {
    waitingAt = null;
    if (abandoned) {
      return;
    }
    ErrorFields because = Answers.of(refusal);
    if (refusal.reason() == RefusalReason.NODE_DOWN) {
      tryAgain(because);
    } else {
      session.identity().refused(because);
      holder.refused(because);
    }
  }

  private void tryAgain(ErrorFields otherwise) {
    long waited = System.nanoTime() - since;
    if (place.failsOver() && waited < session.target.poolConfig().maxWait().toNanos()) {
      timer = session.loop.eventLoop().schedule(this::begin, CHECK_MILLIS, TimeUnit.MILLISECONDS);
    } else {
      holder.refused(otherwise);
    }
  }
}
