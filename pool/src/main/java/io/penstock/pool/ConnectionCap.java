package io.penstock.pool;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * How many connections several pools may have together: those to one server, or those of one user.
 * For any thread.
 *
 * <p>A pool that finds no room asks here. Then the pool with most idle backends gives one up; when
 * none is idle, the next backend released to a pool whose own waiters have not waited clearly
 * longer is closed instead.
 */
final class ConnectionCap {
  private final AtomicInteger used = new AtomicInteger();
  private final Set<WirePool> pools = ConcurrentHashMap.newKeySet();
  private final AtomicReference<@Nullable WirePool> needy = new AtomicReference<>();
  private volatile int max;

  /** Sets the limit; 0 is none. */
  void max(int connections) {
    max = connections;
  }

  int used() {
    return used.get();
  }

  boolean full() {
    int limit = max;
    return limit > 0 && used.get() >= limit;
  }

  void join(WirePool pool) {
    pools.add(pool);
  }

  void leave(WirePool pool) {
    pools.remove(pool);
    needy.compareAndSet(pool, null);
  }

  boolean tryAcquire() {
    while (true) {
      int current = used.get();
      int limit = max;
      if (limit > 0 && current >= limit) {
        return false;
      }
      if (used.compareAndSet(current, current + 1)) {
        return true;
      }
    }
  }

  /** It was not needed: nobody is told, so that those who find no room do not wake each other. */
  void giveBack() {
    used.decrementAndGet();
  }

  /** A connection is gone: whoever found no room may try again. */
  void released() {
    used.decrementAndGet();
    if (max > 0) {
      pools.forEach(WirePool::wakeAll);
    }
  }

  /**
   * This pool found no room: takes an idle backend from another one, now or when there is one.
   *
   * @param asking null: nobody to be told of a backend that becomes idle later
   */
  void makeRoomFor(@Nullable WirePool asking) {
    WirePool richest = null;
    int most = 0;
    for (WirePool pool : pools) {
      int idle = pool == asking ? 0 : pool.idleCount();
      if (idle > most) {
        richest = pool;
        most = idle;
      }
    }
    if (richest != null) {
      richest.giveUpOneIdle();
    } else if (asking != null) {
      needy.set(asking);
    }
  }

  /**
   * Whether the backend just released to {@code pool}, whose own head has waited for {@code
   * ownWait} (-1: nobody waits), is to be closed for another pool. At most once for every asking.
   */
  boolean wantsRoom(WirePool pool, long ownWait, long now) {
    WirePool asking = needy.get();
    if (asking == null || asking == pool || !full()) {
      return false;
    }
    long wait = asking.longestWait(now);
    return wait >= 0 && Fairness.clearlyLonger(wait, ownWait) && needy.compareAndSet(asking, null);
  }
}
