package io.penstock.pool.node;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.penstock.config.BreakerConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Whether a node is left alone: because it failed again and again, or because an administrator says
 * so. Any thread; {@link #succeeded} and {@link #admits} cost a read each while all is well, so
 * that event loops may call them for every lease.
 */
public final class NodeHealth {
  /** A server that restarts ends all its connections at once: that is one failure. */
  private static final Duration ONE_EVENT = Duration.ofMillis(100);

  private final Clock clock;
  private final AtomicLong countedUntil;
  private volatile CircuitBreaker breaker;
  private volatile BreakerConfig config;
  private volatile @Nullable NodeBan ban;

  /** Whether something has failed since it last succeeded. */
  private volatile boolean doubted;

  private volatile boolean admitted = true;

  NodeHealth(String node, BreakerConfig config, Clock clock) {
    this.clock = clock;
    this.config = config;
    this.breaker = breaker(node, config, clock);
    this.countedUntil = new AtomicLong(Long.MIN_VALUE);
  }

  private static CircuitBreaker breaker(String node, BreakerConfig config, Clock clock) {
    CircuitBreakerConfig settings =
        CircuitBreakerConfig.custom()
            .clock(clock)
            .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
            .slidingWindowSize(config.failures())
            .minimumNumberOfCalls(config.failures())
            .failureRateThreshold(100)
            .permittedNumberOfCallsInHalfOpenState(1)
            .waitDurationInOpenState(config.openFor())
            .build();
    return CircuitBreaker.of(node, settings);
  }

  /** It did not serve. Failures of the same moment count as one. */
  public void failed(NodeFailure cause) {
    long now = clock.millis();
    long until = countedUntil.get();
    if (now < until || !countedUntil.compareAndSet(until, now + ONE_EVENT.toMillis())) {
      return;
    }
    doubted = true;
    if (breaker.getState() == CircuitBreaker.State.CLOSED) {
      breaker.onError(0, TimeUnit.NANOSECONDS, new NodeFailedException(cause));
      refresh();
    }
  }

  /** It served, or let itself be connected to. */
  public void succeeded() {
    if (doubted && breaker.getState() == CircuitBreaker.State.CLOSED) {
      doubted = false;
      breaker.onSuccess(0, TimeUnit.NANOSECONDS);
    }
  }

  /** Whether it may serve reads. */
  public boolean admits() {
    return admitted;
  }

  public BreakerState breaker() {
    return switch (breaker.getState()) {
      case CLOSED, DISABLED, METRICS_ONLY -> BreakerState.CLOSED;
      case OPEN, FORCED_OPEN -> BreakerState.OPEN;
      case HALF_OPEN -> BreakerState.HALF_OPEN;
    };
  }

  /** The ban in force; null when there is none. */
  public @Nullable NodeBan ban() {
    NodeBan current = ban;
    return current == null || current.over(clock.instant()) ? null : current;
  }

  /** Replaces the ban; null ends it. */
  void ban(@Nullable NodeBan changed) {
    ban = changed;
    refresh();
  }

  /**
   * A probe has been answered, or has not. When the time of an open breaker is over, this decides
   * what becomes of it: no client has to try.
   */
  void probed(@Nullable NodeFailure failure) {
    CircuitBreaker current = breaker;
    if (current.getState() == CircuitBreaker.State.CLOSED) {
      if (failure != null) {
        failed(failure);
      } else {
        succeeded();
      }
    } else if (current.tryAcquirePermission()) {
      if (failure != null) {
        current.onError(0, TimeUnit.NANOSECONDS, new NodeFailedException(failure));
      } else {
        doubted = false;
        current.onSuccess(0, TimeUnit.NANOSECONDS);
      }
    }
    refresh();
  }

  /** It was the primary and answers as a replica: what failed before says nothing of its reads. */
  void demoted() {
    doubted = false;
    breaker.reset();
    refresh();
  }

  /** Follows a changed configuration; a breaker whose rules differ begins closed. */
  void configure(String node, BreakerConfig changed) {
    if (!changed.equals(config)) {
      config = changed;
      breaker = breaker(node, changed, clock);
      refresh();
    }
  }

  private void refresh() {
    admitted = breaker.getState() == CircuitBreaker.State.CLOSED && ban() == null;
  }

  /** What Resilience4j wants to be told; nobody throws it. */
  private static final class NodeFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    NodeFailedException(NodeFailure cause) {
      super(cause.name(), null, false, false);
    }
  }
}
