package io.penstock.pool;

import io.netty.channel.EventLoop;
import io.penstock.config.PoolConfig;
import io.penstock.pool.connect.BackendConnector;
import io.penstock.pool.connect.ConnectFailure;
import io.penstock.pool.connect.LoggedIn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The backends of one node, database and user. Each event loop has its own part, which only that
 * loop touches; they share the counts that keep the pool within its size.
 *
 * <p>A lease finds an idle backend of its own loop, the last used first; else one is opened, if the
 * limits allow; else an idle one is fetched from another loop; else the waiter waits its turn.
 * Whoever is granted a backend gives it back with {@link #release} when it is clean, idle and has
 * nothing outstanding, and with {@link #evict} when it is not, on the backend's loop.
 */
public final class WirePool {
  private static final Logger LOG = LoggerFactory.getLogger(WirePool.class);

  private final PoolKey key;
  private final PoolSurroundings surroundings;
  private final PoolListener listener;
  private final PoolRules rules;
  private final PoolPart[] parts;
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile @Nullable Map<String, String> lastParameters;
  private volatile CompletableFuture<Void> emptied = new CompletableFuture<>();

  WirePool(PoolKey key, PoolSpec spec, PoolSurroundings surroundings, PoolListener listener) {
    this.key = key;
    this.surroundings = surroundings;
    this.listener = listener;
    this.rules = new PoolRules(spec, surroundings.registry().of(spec));
    EventLoops loops = surroundings.loops();
    parts = new PoolPart[loops.count()];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = new PoolPart(this, loops.get(i), i);
    }
    rules.limits().join(this);
  }

  // For sessions, on the loop in question

  /** An idle backend of this loop at once, or null; also null when others wait for one. */
  public @Nullable Backend tryLease(EventLoop loop) {
    return part(loop).tryLease(0);
  }

  /**
   * The same, and rather the one that this session had last, when it is at hand.
   *
   * @param session as in {@link Backend#lastSession}; 0 has no preference
   */
  public @Nullable Backend tryLease(EventLoop loop, long session) {
    return part(loop).tryLease(session);
  }

  /**
   * Waits for a backend, behind those who came before on this loop. The waiter may be called before
   * this returns.
   */
  public void await(EventLoop loop, LeaseWaiter waiter) {
    part(loop).await(waiter);
  }

  /**
   * Waits no longer.
   *
   * @return false when the waiter has already been called, or never waited
   */
  public boolean abandon(EventLoop loop, LeaseWaiter waiter) {
    return part(loop).abandon(waiter);
  }

  /**
   * Ends the lease of a backend that is idle, outside a transaction, with nothing outstanding. Does
   * nothing when the connection has been lost meanwhile.
   */
  public void release(Backend backend) {
    backend.part().release(backend);
  }

  /** Ends the lease and the connection. Does nothing when it has been lost meanwhile. */
  public void evict(Backend backend, EvictReason reason) {
    backend.part().evict(backend, reason);
  }

  // For any thread

  public PoolKey key() {
    return key;
  }

  public PoolSpec spec() {
    return rules.spec();
  }

  public PoolState state() {
    return rules.state();
  }

  /** What the last login reported (server_version and so on), or null before the first. */
  public @Nullable Map<String, String> lastParameters() {
    return lastParameters;
  }

  /** The pool's numbers. */
  public PoolCounts counts() {
    return counts(now());
  }

  /** Its backends, as they are a moment later. */
  public CompletableFuture<List<BackendSnapshot>> backends() {
    return gather(part -> part.members().stream().map(BackendSnapshot::of).toList())
        .thenApply(lists -> lists.stream().flatMap(List::stream).toList());
  }

  /**
   * Grants nothing from now on and closes backends as they become idle.
   *
   * @return done when none is left, cancelled when the pool resumes before
   */
  public CompletableFuture<Void> pause() {
    return leaveOpen(PoolState.PAUSED);
  }

  /** Ends a pause. */
  public synchronized void resume() {
    if (state() == PoolState.PAUSED) {
      rules.state(PoolState.OPEN);
      emptied.cancel(false);
      wakeAll();
    }
  }

  /** Closes all idle backends now and the leased ones when they are released. */
  public void reconnect() {
    rules.nextGeneration();
    for (PoolPart part : parts) {
      part.post(() -> part.sweep(now()));
    }
  }

  /**
   * Closes every backend now, leased or not: its node must not write any more. Who waits for one is
   * refused, so as to look for the node that does.
   */
  public void fence() {
    rules.nextGeneration();
    for (PoolPart part : parts) {
      part.post(part::fence);
    }
  }

  /**
   * Its node serves nobody now: who can be served elsewhere is told, idle backends are closed, and
   * the others when they are released.
   */
  public void nodeLost() {
    rules.nextGeneration();
    for (PoolPart part : parts) {
      part.post(part::nodeLost);
    }
  }

  /**
   * Refuses all who wait or come, and closes backends as they are released.
   *
   * @return done when none is left
   */
  public CompletableFuture<Void> drain() {
    return leaveOpen(PoolState.DRAINING);
  }

  /** Takes over new settings, address or credentials; all but settings reconnect. */
  public synchronized void update(PoolSpec newSpec) {
    PoolSpec oldSpec = rules.spec();
    rules.limits().leave(this);
    rules.replace(newSpec, surroundings.registry().of(newSpec));
    rules.limits().join(this);
    if (!newSpec.reaches(oldSpec)) {
      reconnect();
    }
    wakeAll();
  }

  /** Takes over new settings. What is too many is closed when it is idle. */
  public void resize(PoolConfig settings) {
    update(spec().with(settings));
  }

  /** Refuses all who wait, and closes every backend, leased or not. */
  public CompletableFuture<Void> close() {
    CompletableFuture<Void> done = leaveOpen(PoolState.CLOSED);
    for (PoolPart part : parts) {
      part.post(() -> part.closeAll(EvictReason.POOL_CLOSED));
    }
    return done;
  }

  /**
   * Checks that every backend is exactly where the counts say. For tests: call it from a thread
   * that is no event loop, when nobody leases.
   *
   * @throws IllegalStateException naming what does not add up
   */
  public void verify() {
    PoolAudit.verify(this, gather(PoolPart::audit).join());
  }

  @Override
  public String toString() {
    return key.toString();
  }

  // For the parts, and for pools that share limits with this one

  PoolPart[] parts() {
    return parts;
  }

  PoolPart part(EventLoop loop) {
    return parts[surroundings.loops().indexOf(loop)];
  }

  PoolRules rules() {
    return rules;
  }

  PoolSlots slots() {
    return rules.slots();
  }

  PoolListener listener() {
    return listener;
  }

  BackendConnector connector() {
    return surroundings.connector();
  }

  boolean automatic() {
    return surroundings.automatic();
  }

  long now() {
    return surroundings.clock().getAsLong();
  }

  boolean anyoneWaits() {
    return waiting.get() != 0;
  }

  void waitersChanged(int difference) {
    waiting.addAndGet(difference);
  }

  int idleCount() {
    int idle = 0;
    for (PoolPart part : parts) {
      idle += part.idle().count();
    }
    return idle;
  }

  /** How long the longest waiter has waited; -1 when there is none. */
  long longestWait(long now) {
    long longest = -1;
    for (PoolPart part : parts) {
      longest = Math.max(longest, part.waiters().headWait(now));
    }
    return longest;
  }

  PoolCounts counts(long now) {
    int active = 0;
    int opening = 0;
    for (PoolPart part : parts) {
      active += part.counts().active();
      opening += part.counts().opening();
    }
    long longest = Math.max(0, longestWait(now));
    return new PoolCounts(idleCount(), active, opening, waiting.get(), longest, slots().total());
  }

  void giveUpOneIdle() {
    PoolPart richest = parts[0];
    for (PoolPart part : parts) {
      if (part.idle().count() > richest.idle().count()) {
        richest = part;
      }
    }
    richest.post(richest::giveUpOneIdle);
  }

  /** Lets every loop that has waiters look again. */
  void wakeAll() {
    if (anyoneWaits()) {
      for (PoolPart part : parts) {
        if (part.waiters().publishedSize() > 0) {
          part.wake();
        }
      }
    }
  }

  void connected(LoggedIn connection, Backend.Origin origin, long now) {
    rules.connected(origin);
    lastParameters = connection.parameters();
    listener.connected(now - origin.started());
    wakeAll();
  }

  void connectFailed(ConnectFailure failure, Backend.Origin origin) {
    rules.connectFailed(failure, origin, now());
    listener.connectFailed(failure);
    LOG.warn("{}: cannot open a backend: {}", key, failure);
    slotFreed(origin.limits());
  }

  /** A connection is gone, or was never made. */
  void slotFreed(SharedLimits room) {
    int left = slots().give();
    room.release();
    if (left == 0 && state() != PoolState.OPEN) {
      emptied.complete(null);
    }
    wakeAll();
  }

  private synchronized CompletableFuture<Void> leaveOpen(PoolState next) {
    if (state() == PoolState.OPEN) {
      emptied = new CompletableFuture<>();
    }
    rules.state(next);
    if (next.refuses()) {
      rules.limits().leave(this);
    }
    for (PoolPart part : parts) {
      part.post(part::leaveOpen);
    }
    if (slots().total() == 0) {
      emptied.complete(null);
    }
    return emptied;
  }

  private <T> CompletableFuture<List<T>> gather(Function<PoolPart, T> question) {
    List<CompletableFuture<T>> answers = new ArrayList<>();
    for (PoolPart part : parts) {
      answers.add(CompletableFuture.supplyAsync(() -> question.apply(part), part.loop()));
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(done -> answers.stream().map(CompletableFuture::join).toList());
  }
}
