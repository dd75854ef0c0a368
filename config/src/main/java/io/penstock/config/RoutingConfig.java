package io.penstock.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which node serves a read. A database's own {@code routing} overrides any key. */
public record RoutingConfig(
    @Doc("Where reads go.") @Default("primary") Reads reads,
    @Doc("What a read on a replica may miss.") @Default("session") Consistency consistency,
    @Doc("How far behind the primary a replica may be before it takes no reads.")
        @Default("5s")
        @Range(min = "100ms", max = "1d")
        Duration maxLag,
    @Doc("How far behind it may still be when it takes reads again; absent: half of max-lag.")
        @Nullable
        @Range(max = "1d")
        Duration lagRecovery,
    @Doc("The zone this proxy stands in: nodes of the same zone serve first.")
        @Nullable String zone,
    @Doc("How long a read waits for a replica to replay what its session wrote; off: not at all.")
        @Default("100ms")
        @Range(max = "1m")
        Duration waitForReplica,
    @Doc("Who serves a read when no replica can.") @Default("primary") OnNoReplica onNoReplica,
    @Doc("Exceptions; of those that match the first counts. A database's own replace these.")
        List<RoutingRuleConfig> rules) {
  public RoutingConfig {
    rules = List.copyOf(rules);
  }

  /** The routing of a file that says nothing of it: all goes to the primary. */
  public static RoutingConfig defaults() {
    return Defaults.of(RoutingConfig.class);
  }

  /** Whether the primary serves a read that no replica can serve. */
  public boolean primaryStandsIn() {
    return onNoReplica == OnNoReplica.PRIMARY && reads != Reads.REPLICA_ONLY;
  }

  /** How far behind a replica may be to take reads again. */
  public Duration recovery() {
    return lagRecovery == null ? maxLag.dividedBy(2) : lagRecovery;
  }
}
