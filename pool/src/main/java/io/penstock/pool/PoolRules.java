package io.penstock.pool;

import io.penstock.config.PoolConfig;
import io.penstock.pool.connect.ConnectFailure;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What a pool's settings and limits say at any moment. For any thread. */
final class PoolRules {
  private static final double LIFETIME_JITTER = 0.1;

  private final PoolSlots slots = new PoolSlots();
  private final Backoff ownBackoff = new Backoff();

  /** Counts reconnects: backends of an earlier generation are closed. */
  private final AtomicInteger generation = new AtomicInteger();

  private volatile PoolState state = PoolState.OPEN;
  private volatile PoolSpec spec;
  private volatile SharedLimits limits;

  PoolRules(PoolSpec spec, SharedLimits limits) {
    this.spec = spec;
    this.limits = limits;
  }

  PoolState state() {
    return state;
  }

  void state(PoolState next) {
    state = next;
  }

  PoolSpec spec() {
    return spec;
  }

  SharedLimits limits() {
    return limits;
  }

  PoolSlots slots() {
    return slots;
  }

  void replace(PoolSpec newSpec, SharedLimits newLimits) {
    spec = newSpec;
    limits = newLimits;
  }

  /** Dooms all backends there are, and forgets what went wrong so far. */
  void nextGeneration() {
    generation.incrementAndGet();
    ownBackoff.succeeded();
  }

  boolean isOutdated(Backend backend) {
    return backend.origin().generation() != generation.get();
  }

  /** Why this backend must not be used any more, or null. */
  @Nullable EvictReason doomed(Backend backend, long now) {
    return switch (state) {
      case PAUSED -> EvictReason.PAUSED;
      case DRAINING, CLOSED -> EvictReason.POOL_CLOSED;
      case OPEN -> {
        if (isOutdated(backend)) {
          yield EvictReason.RECONNECT;
        }
        if (backend.tooOld(now)) {
          yield EvictReason.MAX_LIFETIME;
        }
        PoolConfig settings = spec.settings();
        yield slots.kept() > settings.size() + settings.reserve() ? EvictReason.SURPLUS : null;
      }
    };
  }

  /**
   * Why this idle backend need not be kept, or null.
   *
   * @param surplus whether there are more than the size and nobody waits
   */
  @Nullable EvictReason unneeded(Backend backend, boolean surplus, long now) {
    PoolConfig settings = spec.settings();
    if (Durations.passed(settings.idleTimeout(), backend.lastUsedNanos(), now)) {
      return EvictReason.IDLE_TIMEOUT;
    }
    boolean restedEnough = now - backend.lastUsedNanos() >= settings.reserveTimeout().toNanos();
    return surplus && restedEnough ? EvictReason.SURPLUS : null;
  }

  /** How many there are above the size, in the reserve. */
  int surplus() {
    return slots.kept() - spec.settings().size();
  }

  /** How many idle ones a loop keeps: its share of min-idle. */
  int minIdle(int loop, int loops) {
    if (state != PoolState.OPEN) {
      return 0;
    }
    int minIdle = spec.settings().minIdle();
    return minIdle / loops + (loop < minIdle % loops ? 1 : 0);
  }

  boolean reserveIsDue(long waitedNanos) {
    PoolConfig settings = spec.settings();
    return settings.reserve() > 0 && waitedNanos >= settings.reserveTimeout().toNanos();
  }

  /** When a backend opened now is too old; now, when it never is. */
  long retirement(long now) {
    Duration max = spec.settings().maxLifetime();
    double jitter = 1 + LIFETIME_JITTER * (2 * ThreadLocalRandom.current().nextDouble() - 1);
    return now + (long) (max.toNanos() * jitter);
  }

  /** Room for one more connection; null when a limit or a back-off forbids it. */
  Backend.@Nullable Origin acquireSlot(WirePool pool, boolean useReserve, long now) {
    PoolSpec current = spec;
    SharedLimits shared = limits;
    if (!ownBackoff.mayAttempt(now)
        || !shared.backoff().mayAttempt(now)
        || !slots.tryTake(current.settings(), useReserve)) {
      return null;
    }
    if (!shared.tryAcquire(pool)) {
      slots.connectEnded();
      slots.give();
      return null;
    }
    long patience = current.settings().connectTimeout().toNanos();
    if (!ownBackoff.tryAttempt(now, patience) || !shared.backoff().tryAttempt(now, patience)) {
      shared.giveBack();
      slots.connectEnded();
      slots.give();
      return null;
    }
    return new Backend.Origin(current, shared, generation.get(), now);
  }

  void connected(Backend.Origin origin) {
    slots.connectEnded();
    ownBackoff.succeeded();
    origin.limits().backoff().succeeded();
  }

  void connectFailed(ConnectFailure failure, Backend.Origin origin, long now) {
    slots.connectEnded();
    Backoff backoff = failure.reason().concernsNode() ? origin.limits().backoff() : ownBackoff;
    backoff.failed(failure, origin.started(), now);
  }

  /** What to tell who has waited for max-wait. */
  LeaseRefusal overdue(PoolKey key, PoolCounts counts, long waitedNanos, long now) {
    Outage outage = outage();
    return outage != null && slots.onlyConnecting()
        ? LeaseRefusal.connectFailed(outage, now)
        : LeaseRefusal.exhausted(
            key, counts, spec, waitedNanos, new LeaseRefusal.Obstacle(limits.full(), outage));
  }

  /** What to tell who waits while nothing is in use and nothing can be opened; null: to wait. */
  @Nullable LeaseRefusal hopeless(long waitingSince, long now) {
    Outage outage = outage();
    if (outage == null || !slots.onlyConnecting() || state != PoolState.OPEN) {
      return null;
    }
    return Backoff.hopeless(outage, spec.settings().maxWait().toNanos(), waitingSince, now)
        ? LeaseRefusal.connectFailed(outage, now)
        : null;
  }

  /** What to tell who need not wait here while the node cannot be connected to; null: to wait. */
  @Nullable LeaseRefusal unreachable(long now) {
    Outage outage = limits.backoff().outage();
    return outage == null ? null : LeaseRefusal.connectFailed(outage, now);
  }

  private @Nullable Outage outage() {
    Outage own = ownBackoff.outage();
    return own == null ? limits.backoff().outage() : own;
  }
}
