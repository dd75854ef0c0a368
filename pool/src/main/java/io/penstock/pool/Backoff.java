package io.penstock.pool;

import io.penstock.pool.connect.ConnectFailure;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * When to try again after connecting has failed: after 100 ms, then twice as long each time up to
 * 15 s, each ±20 % so that many proxies do not knock together. For any thread.
 *
 * <p>Waiters live through a short outage: for {@link #GRACE_NANOS} (or max-wait, if shorter) from
 * its beginning they keep waiting, and the last attempt of that time falls on its end. Only after
 * that do they fail at once with the last error. An error that waiting cannot help, such as a wrong
 * password, has no grace.
 *
 * <p>A database may be created at any moment, often by who has just found it missing: attempts stay
 * 100 ms apart then, and who came after one began waits for the next.
 */
final class Backoff {
  static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(15);
  private static final double JITTER = 0.2;

  private final AtomicReference<@Nullable Outage> outage = new AtomicReference<>();

  /** What is wrong, or null. */
  @Nullable Outage outage() {
    return outage.get();
  }

  /** Whether {@link #tryAttempt} has a chance. */
  boolean mayAttempt(long now) {
    Outage current = outage.get();
    return current == null || now - current.nextAttempt() >= 0;
  }

  /**
   * Whether a connection may be tried now. During an outage one caller at a time may: the next
   * attempt is put off by {@code attemptNanos}, until its outcome is told.
   */
  boolean tryAttempt(long now, long attemptNanos) {
    Outage current = outage.get();
    if (current == null) {
      return true;
    }
    if (!mayAttempt(now)) {
      return false;
    }
    Outage attempted =
        new Outage(current.since(), current.attempts(), now + attemptNanos, current.last());
    return outage.compareAndSet(current, attempted);
  }

  /** An attempt that began at {@code started} has failed. */
  void failed(ConnectFailure failure, long started, long now) {
    outage.updateAndGet(current -> {
      if (failure.missingDatabase()) {
        int attempts = current == null ? 1 : current.attempts() + 1;
        return new Outage(started, attempts, now + jittered(FIRST_NANOS), failure);
      }
      if (current == null) {
        return new Outage(now, 1, now + jittered(FIRST_NANOS), failure);
      }
      if (started - current.since() < 0) {
        return new Outage(current.since(), current.attempts(), current.nextAttempt(), failure);
      }
      return new Outage(
          current.since(), current.attempts() + 1, nextAttempt(current, now), failure);
    });
  }

  /** Connecting works, or is believed to again. */
  void succeeded() {
    if (outage.get() != null) {
      outage.set(null);
    }
  }

  /** Whether those who have waited since a moment had better be told. */
  static boolean hopeless(Outage outage, long maxWaitNanos, long waitingSince, long now) {
    if (outage.last().missingDatabase()) {
      return waitingSince - outage.since() <= 0;
    }
    if (outage.last().reason().permanent()) {
      return true;
    }
    long grace = maxWaitNanos == 0 ? GRACE_NANOS : Math.min(GRACE_NANOS, maxWaitNanos);
    return now - outage.since() >= grace;
  }

  private static long nextAttempt(Outage outage, long now) {
    int doublings = Math.min(outage.attempts(), 8);
    long next = now + jittered(Math.min(FIRST_NANOS << doublings, MAX_NANOS));
    long endOfGrace = outage.since() + GRACE_NANOS;
    return now - endOfGrace < 0 && next - endOfGrace > 0 ? endOfGrace : next;
  }

  private static long jittered(long nanos) {
    return (long) (nanos * (1 + JITTER * (2 * ThreadLocalRandom.current().nextDouble() - 1)));
  }
}
