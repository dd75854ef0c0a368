package io.penstock.config;

import java.time.Duration;

/** How much clients may take, together and each. */
public record LimitsConfig(
    @Doc("How many clients may be connected at once.")
        @Default("1000")
        @Range(min = "1", max = "10000000")
        int maxClients,
    @Doc("How many of them to one database; 0 is no limit.")
        @Default("0")
        @Range(min = "0", max = "10000000")
        int maxClientsPerDatabase,
    @Doc("How many of them as one user; 0 is no limit.")
        @Default("0")
        @Range(min = "0", max = "10000000")
        int maxClientsPerUser,
    @Doc("How many of them from one IP address; 0 is no limit.")
        @Default("0")
        @Range(min = "0", max = "10000000")
        int maxClientsPerAddress,
    @Doc("How many databases may be in use that only * under databases accounts for.")
        @Default("1000")
        @Range(min = "1", max = "1000000")
        int maxWildcardDatabases,
    @Doc("How long such a database may have no client before it is forgotten; off: it stays.")
        @Default("1h")
        @Range(max = "365d")
        Duration wildcardIdleTimeout,
    @Doc("How many clients may be logging in at once; more wait.")
        @Default("200")
        @Range(min = "1", max = "1000000")
        int maxLoginsInFlight,
    @Doc("How long a client may take to log in.") @Default("60s") @Range(min = "100ms", max = "1h")
        Duration loginTimeout,
    @Doc("The longest message accepted from either side.")
        @Default("1073741823")
        @Bytes
        @Range(min = "64KB", max = "1073741823")
        int maxFrameSize,
    @Doc("The longest startup message accepted.")
        @Default("10000")
        @Bytes
        @Range(min = "256", max = "1MB")
        int maxStartupSize,
    @Doc("How many bytes are held for one session before reading from the other side stops.")
        @Default("64KB")
        @Bytes
        @Range(min = "8KB", max = "1GB")
        int clientBuffer) {
  /** The limits of a file that names none. */
  public static LimitsConfig defaults() {
    return Defaults.of(LimitsConfig.class);
  }
}
