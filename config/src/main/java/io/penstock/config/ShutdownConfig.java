package io.penstock.config;

import java.time.Duration;

/** How the proxy stops. */
public record ShutdownConfig(
    @Doc("How long sessions may finish what they do before they are closed.")
        @Default("60s")
        @Range(max = "1d")
        Duration drainTimeout) {
  /** The block of a file that does not have it. */
  public static ShutdownConfig defaults() {
    return Defaults.of(ShutdownConfig.class);
  }
}
