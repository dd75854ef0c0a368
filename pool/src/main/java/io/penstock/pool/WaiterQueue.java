package io.penstock.pool;

import java.util.ArrayDeque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who waits on one loop, longest first. Confined to that loop, except for what is marked. */
final class WaiterQueue {
  private static final Logger LOG = LoggerFactory.getLogger(WirePool.class);

  private final WirePool pool;
  private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
  private volatile int published;
  private volatile long headSince;

  /** A waiter, and since when by the pool's clock. */
  private record Waiting(LeaseWaiter waiter, long since) {}

  WaiterQueue(WirePool pool) {
    this.pool = pool;
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  int size() {
    return queue.size();
  }

  /** How many wait. Any thread. */
  int publishedSize() {
    return published;
  }

  /** How long the head has waited, or -1 when nobody waits. Any thread. */
  long headWait(long now) {
    return published == 0 ? -1 : Math.max(0, now - headSince);
  }

  void add(LeaseWaiter waiter, long now) {
    queue.addLast(new Waiting(waiter, now));
    publish();
    pool.waitersChanged(1);
  }

  @SuppressWarnings("ReferenceEquality") // the very one that waits, however it defines equals
  boolean remove(LeaseWaiter waiter) {
    boolean removed = queue.removeIf(waiting -> waiting.waiter() == waiter);
    if (removed) {
      publish();
      pool.waitersChanged(-1);
    }
    return removed;
  }

  /** Gives the head a backend that is leased to it. */
  void grantHead(Backend backend, long now) {
    Waiting head = queue.removeFirst();
    left();
    pool.listener().leased(Math.max(0, now - head.since()));
    try {
      head.waiter().granted(backend);
    } catch (RuntimeException e) {
      // Whoever released this backend must not pay for the mistake of who gets it.
      LOG.error("{}: {} failed to take {}", pool, head.waiter(), backend, e);
      backend.part().evict(backend, EvictReason.UNCLEAN_RELEASE);
    }
  }

  /** Refuses who has waited for max-wait. */
  void refuseOverdue(long now) {
    Waiting head = queue.peekFirst();
    while (head != null && Durations.passed(pool.spec().settings().maxWait(), head.since(), now)) {
      LeaseRefusal refusal =
          pool.rules().overdue(pool.key(), pool.counts(now), now - head.since(), now);
      queue.removeFirst();
      refuse(head, refusal, now);
      head = queue.peekFirst();
    }
  }

  /**
   * While nothing is in use and connecting fails, refuses those for whom no connection is coming.
   *
   * @param covered how many of the queue's front have one coming
   */
  void refuseHopeless(int covered, long now) {
    while (queue.size() > covered) {
      LeaseRefusal refusal = pool.rules().hopeless(queue.getLast().since(), now);
      if (refusal == null) {
        return;
      }
      refuse(queue.removeLast(), refusal, now);
    }
  }

  /**
   * While connecting fails, refuses those who can be served elsewhere.
   *
   * @param covered how many of the queue's front have one coming
   */
  void refuseWhoHasElsewhere(int covered, LeaseRefusal refusal, long now) {
    List<Waiting> behind = queue.stream().skip(covered).toList();
    for (Waiting waiting : behind) {
      if (waiting.waiter().hasElsewhere() && remove(waiting.waiter())) {
        pool.listener().refused(refusal.reason(), Math.max(0, now - waiting.since()));
        tell(waiting.waiter(), refusal);
      }
    }
  }

  void refuseAll(LeaseRefusal refusal) {
    long now = pool.now();
    while (!queue.isEmpty()) {
      refuse(queue.removeFirst(), refusal, now);
    }
  }

  /** Refuses one who has not waited. */
  void refuseNewcomer(LeaseWaiter waiter, LeaseRefusal refusal) {
    pool.listener().refused(refusal.reason(), 0);
    tell(waiter, refusal);
  }

  private void refuse(Waiting waiting, LeaseRefusal refusal, long now) {
    left();
    pool.listener().refused(refusal.reason(), Math.max(0, now - waiting.since()));
    tell(waiting.waiter(), refusal);
  }

  private void tell(LeaseWaiter waiter, LeaseRefusal refusal) {
    try {
      waiter.refused(refusal);
    } catch (RuntimeException e) {
      LOG.error("{}: {} failed to take a refusal", pool, waiter, e);
    }
  }

  private void left() {
    publish();
    pool.waitersChanged(-1);
  }

  private void publish() {
    Waiting head = queue.peekFirst();
    if (head != null) {
      headSince = head.since();
    }
    published = queue.size();
  }
}
