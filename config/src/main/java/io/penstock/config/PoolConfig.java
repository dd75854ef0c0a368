package io.penstock.config;

import java.time.Duration;

/**
 * One pool per node, database and user. A database's own {@code pool} overrides any key.
 *
 * <p>A duration of zero means that nothing times out.
 */
public record PoolConfig(
    @Doc("How long a session keeps its backend.") @Default("transaction") PoolMode mode,
    @Doc("How many backends a pool may have.") @Default("25") @Range(min = "1", max = "100000")
        int size,
    @Doc("How many more, once a client has waited for reserve-timeout.")
        @Default("5")
        @Range(min = "0", max = "100000")
        int reserve,
    @Doc("How long a client waits before the reserve is used; off: it never is.")
        @Default("5s")
        @Range(max = "365d")
        Duration reserveTimeout,
    @Doc("How many backends are kept ready when nobody asks.")
        @Default("0")
        @Range(min = "0", max = "100000")
        int minIdle,
    @Doc("How long a client may wait for a backend before it gets an error.")
        @Default("30s")
        @Range(max = "365d")
        Duration maxWait,
    @Doc("How long a backend may be idle before it is closed.") @Default("10m") @Range(max = "365d")
        Duration idleTimeout,
    @Doc("How old a backend may get before it is retired.") @Default("1h") @Range(max = "365d")
        Duration maxLifetime,
    @Doc("How long connecting and logging in to a node may take.")
        @Default("5s")
        @Range(min = "10ms", max = "1h")
        Duration connectTimeout,
    @Doc("How many connections a pool may be opening at once.")
        @Default("8")
        @Range(min = "1", max = "1000")
        int maxConnectsInFlight,
    @Doc("How long a statement may run before it is cancelled.") @Default("0") @Range(max = "365d")
        Duration queryTimeout,
    @Doc("How long a transaction may last before its backend is closed.")
        @Default("0")
        @Range(max = "365d")
        Duration transactionTimeout,
    @Doc("How long a transaction may be idle before its backend is closed.")
        @Default("0")
        @Range(max = "365d")
        Duration idleInTransactionTimeout,
    @Doc("How long a client may be idle before it is disconnected.")
        @Default("0")
        @Range(max = "365d")
        Duration clientIdleTimeout,
    @Doc("How long a cancel request may wait for a connection before it is dropped.")
        @Default("10s")
        @Range(max = "365d")
        Duration cancelWaitTimeout,
    @Doc("How many prepared statements are kept on each backend; 0 maps none.")
        @Default("500")
        @Range(min = "0", max = "100000")
        int maxPreparedStatements,
    @Doc("What happens to a backend whose session state cannot be carried over.")
        @Default("discard")
        ResetMode reset) {
  /** The pool of a file that names none. */
  public static PoolConfig defaults() {
    return Defaults.of(PoolConfig.class);
  }

  /** This pool with what the user overrides. */
  public PoolConfig overriddenBy(UserConfig user) {
    return new PoolConfig(
        user.poolMode() == null ? mode : user.poolMode(),
        user.poolSize() == 0 ? size : user.poolSize(),
        reserve,
        reserveTimeout,
        user.poolSize() == 0 ? minIdle : Math.min(minIdle, user.poolSize()),
        maxWait,
        idleTimeout,
        maxLifetime,
        connectTimeout,
        maxConnectsInFlight,
        user.queryTimeout() == null ? queryTimeout : user.queryTimeout(),
        user.transactionTimeout() == null ? transactionTimeout : user.transactionTimeout(),
        user.idleInTransactionTimeout() == null
            ? idleInTransactionTimeout
            : user.idleInTransactionTimeout(),
        user.clientIdleTimeout() == null ? clientIdleTimeout : user.clientIdleTimeout(),
        cancelWaitTimeout,
        maxPreparedStatements,
        reset);
  }
}
