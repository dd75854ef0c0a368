package io.penstock.pool;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.penstock.pool.connect.Outbound;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop's share of a pool: its idle backends and its waiters. Confined to its loop, except
 * for what is marked.
 *
 * <p>Other loops see only published numbers. Nobody is forgotten for that: who begins to wait first
 * raises the pool's count of waiters and then looks for idle backends elsewhere; who releases first
 * publishes the idle backend and then looks at that count. At least one of them sees the other.
 */
final class PoolPart {
  private static final Logger LOG = LoggerFactory.getLogger(WirePool.class);
  private static final long WATCH_MILLIS = 50;

  private final WirePool pool;
  private final EventLoop loop;
  private final int index;
  private final IdleStack idle = new IdleStack();
  private final WaiterQueue waiters;
  private final Transfers transfers = new Transfers(this);
  private final PartCounts counts = new PartCounts();
  private final Set<Backend> members = new LinkedHashSet<>();
  private boolean watching;
  private boolean serving;

  PoolPart(WirePool pool, EventLoop loop, int index) {
    this.pool = pool;
    this.loop = loop;
    this.index = index;
    this.waiters = new WaiterQueue(pool);
  }

  /** Any thread. */
  WirePool pool() {
    return pool;
  }

  /** Any thread. */
  EventLoop loop() {
    return loop;
  }

  IdleStack idle() {
    return idle;
  }

  WaiterQueue waiters() {
    return waiters;
  }

  Transfers transfers() {
    return transfers;
  }

  PartCounts counts() {
    return counts;
  }

  /** Runs it later on this part's loop; dropped when the loop is shut down. Any thread. */
  void post(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("{}: event loop {} is shut down", pool, index, e);
    }
  }

  /** Sees to the waiters later. Any thread. */
  void wake() {
    post(() -> pump(pool.now()));
  }

  // Leasing

  @Nullable Backend tryLease(long session) {
    assert loop.inEventLoop();
    if (!waiters.isEmpty() || pool.state() != PoolState.OPEN) {
      return null;
    }
    Backend backend = idle.pop(session);
    if (backend != null) {
      lend(backend);
      pool.listener().leased(0);
    }
    return backend;
  }

  void await(LeaseWaiter waiter) {
    assert loop.inEventLoop();
    long now = pool.now();
    if (pool.state().refuses()) {
      waiters.refuseNewcomer(waiter, LeaseRefusal.closed(pool.key()));
      return;
    }
    waiters.add(waiter, now);
    pump(now);
    watch();
  }

  boolean abandon(LeaseWaiter waiter) {
    assert loop.inEventLoop();
    return waiters.remove(waiter);
  }

  void release(Backend backend) {
    assert loop.inEventLoop();
    if (backend.state().ended()) {
      return;
    }
    long now = pool.now();
    backend.usedAt(now);
    EvictReason doomed = pool.rules().doomed(backend, now);
    if (doomed != null) {
      evict(backend, doomed);
      return;
    }
    backend.become(BackendState.IDLE);
    counts.addActive(-1);
    backend.reads().resume();
    offer(backend, now);
  }

  /** Closes it, whether leased or idle; its leaseholder is not told. */
  void evict(Backend backend, EvictReason reason) {
    assert loop.inEventLoop();
    BackendState before = backend.state();
    if (before.ended()) {
      return;
    }
    backend.become(BackendState.CLOSING);
    if (before == BackendState.LEASED) {
      counts.addActive(-1);
    } else {
      idle.remove(backend);
    }
    pool.slots().closingStarted();
    pool.listener().evicted(reason);
    LOG.debug("{}: {} evicted: {}", pool, backend, reason);
    Farewell.close(backend.channel(), before == BackendState.IDLE);
  }

  /** An idle backend has come: to a waiter, or onto the stack. */
  private void offer(Backend backend, long now) {
    idle.push(backend);
    if (pool.anyoneWaits()) {
      serve(now);
    }
    if (backend.state() == BackendState.IDLE
        && pool.rules().limits().wantRoom(pool, waiters.headWait(now), now)) {
      evict(backend, EvictReason.MADE_ROOM);
    }
  }

  /**
   * Gives idle backends to waiters, of this loop or of those whose head waits clearly longer. A
   * waiter that releases at once comes back in here: the outer call goes on then.
   */
  private void serve(long now) {
    if (serving) {
      return;
    }
    serving = true;
    try {
      while (!idle.isEmpty() && pool.state() == PoolState.OPEN) {
        PoolPart neediest = Fairness.neediest(pool.parts(), this, now);
        Backend backend = neediest == null ? null : idle.pop(0);
        if (neediest == null || backend == null) {
          return;
        }
        if (neediest == this) {
          lend(backend);
          waiters.grantHead(backend, now);
        } else {
          neediest.transfers.take(backend, this);
        }
      }
    } finally {
      serving = false;
    }
  }

  private void lend(Backend backend) {
    backend.become(BackendState.LEASED);
    counts.addActive(1);
  }

  // Progress for waiters

  /** Does what can be done for this loop's waiters: lend, open, fetch from another loop, refuse. */
  void pump(long now) {
    assert loop.inEventLoop();
    if (waiters.isEmpty()) {
      return;
    }
    if (pool.state() == PoolState.OPEN) {
      serve(now);
      int uncovered = waiters.size() - covered();
      while (uncovered > 0
          && (open(pool.rules().reserveIsDue(waiters.headWait(now)), now) || transfers.fetch())) {
        uncovered--;
      }
    }
    waiters.refuseOverdue(now);
    waiters.refuseHopeless(covered(), now);
    LeaseRefusal unreachable = pool.rules().unreachable(now);
    if (unreachable != null) {
      waiters.refuseWhoHasElsewhere(covered(), unreachable, now);
    }
  }

  /** The node serves nobody now: whoever can be served elsewhere goes there. */
  void nodeLost() {
    assert loop.inEventLoop();
    long now = pool.now();
    waiters.refuseWhoHasElsewhere(0, LeaseRefusal.nodeDown(pool.key(), "does not answer"), now);
    for (Backend backend : List.copyOf(members)) {
      BackendReceiver receiver = backend.receiver();
      if (receiver != null) {
        receiver.nodeLost(backend);
      }
    }
    sweep(now);
  }

  /** Its node takes no writes any more, whatever it says: who waits is told to look elsewhere. */
  void fence() {
    assert loop.inEventLoop();
    closeAll(EvictReason.FENCED);
    waiters.refuseAll(LeaseRefusal.nodeDown(pool.key(), "is not the primary any more"));
  }

  /** How many waiters have a backend coming. */
  private int covered() {
    return counts.opening() + transfers.incoming();
  }

  /** While somebody waits, looks after them again and again. */
  private void watch() {
    if (watching || waiters.isEmpty() || !pool.automatic()) {
      return;
    }
    watching = true;
    var unused =
        loop.schedule(
            () -> {
              watching = false;
              pump(pool.now());
              watch();
            },
            WATCH_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  // Coming and going

  private boolean open(boolean useReserve, long now) {
    Backend.Origin origin = pool.rules().acquireSlot(pool, useReserve, now);
    if (origin == null) {
      return false;
    }
    counts.addOpening(1);
    pool.connector().connect(loop, origin.spec().login(), new Opening(this, origin));
    return true;
  }

  /** What was being opened is there, or is not; in the first case it {@linkplain #joined joins}. */
  void openEnded() {
    assert loop.inEventLoop();
    counts.addOpening(-1);
  }

  /** A new or moved backend, idle, lives here from now on. */
  void joined(Backend backend) {
    assert loop.inEventLoop();
    members.add(backend);
    long now = pool.now();
    EvictReason doomed = pool.rules().doomed(backend, now);
    if (doomed == null) {
      offer(backend, now);
    } else {
      evict(backend, doomed);
    }
  }

  /** It moves to another loop. */
  void left(Backend backend) {
    assert loop.inEventLoop();
    members.remove(backend);
  }

  /** The channel is gone. */
  void closed(Backend backend) {
    assert loop.inEventLoop();
    BackendState before = backend.state();
    if (before == BackendState.CLOSED) {
      return;
    }
    BackendReceiver receiver = backend.receiver();
    backend.become(BackendState.CLOSED);
    members.remove(backend);
    if (before == BackendState.LEASED) {
      counts.addActive(-1);
    }
    idle.remove(backend);
    if (before == BackendState.CLOSING) {
      pool.slots().closingEnded();
    } else {
      pool.listener().evicted(EvictReason.CONNECTION_LOST);
      Throwable failure = backend.failure();
      LOG.info("{}: {} lost{}", pool, backend, failure == null ? "" : ": " + failure);
    }
    pool.slotFreed(backend.origin().limits());
    if (receiver != null) {
      receiver.closed(backend, backend.failure());
    }
  }

  /** Bytes for a backend that nobody holds. */
  void unrequested(Backend backend, ByteBuf bytes) {
    try {
      if (backend.state().ended() || IdleBytes.harmless(bytes, backend.parameters())) {
        return;
      }
      if (backend.state() == BackendState.MOVING) {
        Outbound.close(backend.channel());
      } else {
        evict(backend, EvictReason.UNEXPECTED_BYTES);
      }
    } finally {
      bytes.release();
    }
  }

  // Upkeep

  /** Closes what is idle for too long, too old or too many; opens what min-idle lacks. */
  void sweep(long now) {
    assert loop.inEventLoop();
    int keep = pool.rules().minIdle(index, pool.parts().length);
    int surplus = pool.anyoneWaits() ? 0 : pool.rules().surplus();
    int spare = idle.size() - keep;
    for (Backend backend : idle.all()) {
      EvictReason reason = pool.rules().doomed(backend, now);
      if (reason == null && spare > 0) {
        reason = pool.rules().unneeded(backend, surplus > 0, now);
      }
      if (reason != null) {
        evict(backend, reason);
        spare--;
        surplus--;
      }
    }
    int missing = keep - idle.size() - counts.opening();
    while (missing > 0 && pool.state() == PoolState.OPEN && open(false, now)) {
      missing--;
    }
  }

  /** The pool grants no more: it pauses, drains or closes. */
  void leaveOpen() {
    assert loop.inEventLoop();
    if (pool.state().refuses()) {
      waiters.refuseAll(LeaseRefusal.closed(pool.key()));
    }
    sweep(pool.now());
  }

  /** Closes the one unused longest, if there is one that nobody here waits for. */
  void giveUpOneIdle() {
    assert loop.inEventLoop();
    Backend backend = waiters.isEmpty() ? idle.longestUnused() : null;
    if (backend != null) {
      evict(backend, EvictReason.MADE_ROOM);
    }
  }

  /** Closes even what is leased; leaseholders are told that their backend is gone. */
  void closeAll(EvictReason reason) {
    assert loop.inEventLoop();
    for (Backend backend : List.copyOf(members)) {
      if (backend.state() == BackendState.LEASED) {
        Outbound.close(backend.channel());
      } else {
        evict(backend, reason);
      }
    }
  }

  List<Backend> members() {
    assert loop.inEventLoop();
    return List.copyOf(members);
  }

  /** Checks what must always hold, and counts. */
  PartAudit audit() {
    assert loop.inEventLoop();
    return PartAudit.of(members, idle.all(), counts);
  }
}
