package io.penstock.config;

import java.time.Duration;

/** How the nodes of databases with several are watched. */
public record HealthConfig(
    @Doc("How often each node is asked what it is and how far it has got.")
        @Default("1s")
        @Range(min = "10ms", max = "1h")
        Duration interval,
    @Doc("How long it may take to answer before that counts as a failure.")
        @Default("3s")
        @Range(min = "10ms", max = "1h")
        Duration timeout,
    @Doc("How long it may be silent before it counts as down.")
        @Default("5s")
        @Range(min = "10ms", max = "1h")
        Duration deadAfter,
    @Doc("When a node that fails is left alone.") BreakerConfig breaker,
    @Doc("Over how long the share of a replica that returns grows to what its weight says.")
        @Default("10s")
        @Range(max = "1h")
        Duration slowStart) {
  /** The watching of a file that says nothing of it. */
  public static HealthConfig defaults() {
    return Defaults.of(HealthConfig.class);
  }
}
