package io.penstock.config;

import java.time.Duration;

/** When a node that fails again and again is left alone. */
public record BreakerConfig(
    @Doc("After how many failures in a row a node takes no reads.")
        @Default("5")
        @Range(min = "1", max = "1000")
        int failures,
    @Doc("For how long, until it is tried again.") @Default("60s") @Range(min = "100ms", max = "1d")
        Duration openFor) {}
