package io.penstock.pool.node;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongPredicate;

/** Who waits until a replica has replayed a position. Any thread. */
final class ReplayWaiters {
  private final Queue<Waiter> waiters = new ConcurrentLinkedQueue<>();

  private record Waiter(long lsn, long deadline, Runnable reached) {}

  boolean isEmpty() {
    return waiters.isEmpty();
  }

  /** Returns whether nobody else waits. */
  boolean add(long lsn, long deadline, Runnable reached) {
    boolean alone = waiters.isEmpty();
    waiters.add(new Waiter(lsn, deadline, reached));
    return alone;
  }

  /** Tells those whose position has been reached, and forgets those whose time is over. */
  void serve(LongPredicate isReached, long now) {
    List<Runnable> served = new ArrayList<>();
    for (Iterator<Waiter> all = waiters.iterator(); all.hasNext(); ) {
      Waiter waiter = all.next();
      boolean reached = isReached.test(waiter.lsn());
      if (reached || now - waiter.deadline() >= 0) {
        all.remove();
      }
      if (reached) {
        served.add(waiter.reached());
      }
    }
    served.forEach(Runnable::run);
  }
}
