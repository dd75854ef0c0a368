package io.penstock.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Patroni's REST interface as a second source of who the primary is. */
public record PatroniConfig(
    @Doc("Where Patroni's members answer, such as http://10.0.0.1:8008; asked in this order.")
        @NotEmpty
        List<String> urls,
    @Doc("How often it is asked for the cluster.") @Default("1s") @Range(min = "10ms", max = "1h")
        Duration interval,
    @Doc("How long a member may take to answer before the next is asked.")
        @Default("2s")
        @Range(min = "10ms", max = "1h")
        Duration timeout,
    @Doc("PEM file with the authorities that sign its certificates; absent: the JDK's.")
        @Nullable Path ca) {
  public PatroniConfig {
    urls = List.copyOf(urls);
  }
}
