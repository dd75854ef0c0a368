package io.penstock.pool;

import io.penstock.config.PoolConfig;
import java.util.concurrent.atomic.AtomicInteger;

/** The connections of a pool, counted over all its loops. For any thread. */
final class PoolSlots {
  /** Idle, leased, opening, moving and closing ones: what the size limits. */
  private final AtomicInteger total = new AtomicInteger();

  private final AtomicInteger connecting = new AtomicInteger();
  private final AtomicInteger moving = new AtomicInteger();
  private final AtomicInteger closing = new AtomicInteger();

  /**
   * Takes the place of one more connection that is going to be opened, unless it would exceed the
   * size, with or without the reserve, or too many are being opened.
   */
  boolean tryTake(PoolConfig settings, boolean useReserve) {
    if (!increment(total, settings.size() + (useReserve ? settings.reserve() : 0))) {
      return false;
    }
    if (!increment(connecting, settings.maxConnectsInFlight())) {
      total.decrementAndGet();
      return false;
    }
    return true;
  }

  /** The connection has been opened, or not: this is told in both cases. */
  void connectEnded() {
    connecting.decrementAndGet();
  }

  /**
   * The connection is gone.
   *
   * @return how many are left
   */
  int give() {
    return total.decrementAndGet();
  }

  void movingStarted() {
    moving.incrementAndGet();
  }

  void movingEnded() {
    moving.decrementAndGet();
  }

  void closingStarted() {
    closing.incrementAndGet();
  }

  void closingEnded() {
    closing.decrementAndGet();
  }

  int total() {
    return total.get();
  }

  int moving() {
    return moving.get();
  }

  /** Those that are going to stay. */
  int kept() {
    return total.get() - closing.get();
  }

  /** Whether every connection there is, is only being opened. */
  boolean onlyConnecting() {
    return total.get() <= connecting.get();
  }

  private static boolean increment(AtomicInteger counter, int limit) {
    while (true) {
      int current = counter.get();
      if (current >= limit) {
        return false;
      }
      if (counter.compareAndSet(current, current + 1)) {
        return true;
      }
    }
  }
}
