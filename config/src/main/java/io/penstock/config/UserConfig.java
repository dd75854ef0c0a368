package io.penstock.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One user: what its clients must prove, what its backends are given, and its limits. */
public record UserConfig(
    @Doc(
            "Plain, SCRAM-SHA-256$…, md5…, ${ENV} or file:/path. Proved by the client, and given to the backend.")
        @Nullable Secret password,
    @Doc("Overrides the pool's mode for this user.") @Nullable PoolMode poolMode,
    @Doc("Overrides the pool's size for this user; 0 does not.")
        @Default("0")
        @Range(min = "0", max = "100000")
        int poolSize,
    @Doc(
            "How many backend connections this user may have in all its pools together; 0 is no limit.")
        @Default("0")
        @Range(min = "0", max = "100000")
        int maxConnections,
    @Doc("How many clients may be connected as this user; 0 is no limit.")
        @Default("0")
        @Range(min = "0", max = "10000000")
        int maxClients,
    @Doc("Overrides the pool's query-timeout.") @Range(max = "365d")
        @Nullable Duration queryTimeout,
    @Doc("Overrides the pool's transaction-timeout.") @Range(max = "365d")
        @Nullable Duration transactionTimeout,
    @Doc("Overrides the pool's idle-in-transaction-timeout.") @Range(max = "365d")
        @Nullable Duration idleInTransactionTimeout,
    @Doc("Overrides the pool's client-idle-timeout.") @Range(max = "365d")
        @Nullable Duration clientIdleTimeout) {
  /** A user of whom the file says nothing. */
  public static UserConfig defaults() {
    return Defaults.of(UserConfig.class);
  }
}
