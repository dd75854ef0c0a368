package io.penstock.embedded;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for what cannot notify us: files that another process writes, processes, SQL states. */
final class Await {
  private static final long PAUSE_NANOS = Duration.ofMillis(3).toNanos();

  /** A state to wait for; looking at it may fail with X. */
  @FunctionalInterface
  interface Condition<X extends Exception> {
    boolean holds() throws X;
  }

  private Await() {}

  /**
   * Returns as soon as the condition holds.
   *
   * @throws PostgresServerException the one supplied, if the limit passes first, or one that says
   *     so if the thread is interrupted (the interrupt flag stays set)
   */
  static <X extends Exception> void until(
      Duration limit, Condition<X> condition, Supplier<PostgresServerException> late) throws X {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.holds()) {
      if (Thread.currentThread().isInterrupted()) {
        throw new PostgresServerException("57014", "interrupted while waiting for PostgreSQL");
      }
      if (System.nanoTime() - deadline > 0) {
        throw late.get();
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
