package io.penstock.pool;

import io.penstock.config.PoolConfig;
import io.penstock.config.PoolMode;
import io.penstock.config.ResetMode;
import java.time.Duration;

/** Settings of a pool under test: small and without timeouts, unless a test says otherwise. */
public final class TestSettings {
  private int size = 4;
  private int reserve;
  private Duration reserveTimeout = Duration.ofSeconds(5);
  private int minIdle;
  private Duration maxWait = Duration.ofSeconds(30);
  private Duration idleTimeout = Duration.ZERO;
  private Duration maxLifetime = Duration.ZERO;
  private Duration connectTimeout = Duration.ofSeconds(5);
  private int maxConnectsInFlight = 8;

  public TestSettings size(int backends) {
    size = backends;
    return this;
  }

  TestSettings reserve(int backends, Duration after) {
    reserve = backends;
    reserveTimeout = after;
    return this;
  }

  TestSettings minIdle(int backends) {
    minIdle = backends;
    return this;
  }

  TestSettings maxWait(Duration duration) {
    maxWait = duration;
    return this;
  }

  TestSettings idleTimeout(Duration duration) {
    idleTimeout = duration;
    return this;
  }

  TestSettings maxLifetime(Duration duration) {
    maxLifetime = duration;
    return this;
  }

  TestSettings connectTimeout(Duration duration) {
    connectTimeout = duration;
    return this;
  }

  TestSettings maxConnectsInFlight(int connections) {
    maxConnectsInFlight = connections;
    return this;
  }

  public PoolConfig build() {
    return new PoolConfig(
        PoolMode.TRANSACTION,
        size,
        reserve,
        reserveTimeout,
        minIdle,
        maxWait,
        idleTimeout,
        maxLifetime,
        connectTimeout,
        maxConnectsInFlight,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        0,
        ResetMode.DISCARD);
  }
}
