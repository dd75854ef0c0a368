package io.penstock.config;

/** Which events are logged. Never a literal of a statement, never a secret. */
public record LogConfig(
    @Doc("Logs every client that logs in.") @Default("true") boolean connections,
    @Doc("Logs every client that leaves, and why.") @Default("true") boolean disconnections,
    @Doc("Logs every error that the pool gives a client.") @Default("true") boolean poolErrors) {
  /** The block of a file that does not have it. */
  public static LogConfig defaults() {
    return Defaults.of(LogConfig.class);
  }
}
