package io.penstock.config;

import java.util.List;

/** The proxies that clients reach under one address: a cancel may arrive at any of them. */
public record FleetConfig(
    @Doc("This proxy's number among them; 0: it is on its own.")
        @Default("0")
        @Range(min = "0", max = "65535")
        @NeedsRestart
        int id,
    @Doc("All of them, or all others: an entry with the own number is left out.")
        List<PeerConfig> peers) {
  public FleetConfig {
    peers = List.copyOf(peers);
  }

  /** The block of a file that does not have it. */
  public static FleetConfig defaults() {
    return Defaults.of(FleetConfig.class);
  }
}
