package io.penstock.metrics;

import io.penstock.pool.node.BreakerState;
import io.penstock.pool.node.Node;
import io.penstock.pool.node.NodeMonitor;
import io.penstock.pool.node.NodeStatus;
import io.penstock.pool.node.ObservedRole;
import io.penstock.pool.node.PrimaryEpoch;
import io.penstock.pool.node.Topology;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Reads what is known of nodes. One that has left the configuration has 0 of everything. */
final class NodeMeters {
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final String FENCED = "fenced";

  private final MeterBoard board;
  private final LabelBound bound;
  private final Set<List<String>> known = ConcurrentHashMap.newKeySet();

  /** What there is to read of one node. */
  private record Reading(Topology topology, NodeStatus status, Node node) {
    boolean primary() {
      return node.name().equals(topology.primary());
    }

    String role() {
      if (topology.fenced(node.name())) {
        return FENCED;
      }
      return (primary() ? ObservedRole.PRIMARY : status.role()).name().toLowerCase(Locale.ROOT);
    }

    boolean takesReads() {
      return status.up()
          && !status.lag().excessive()
          && node.health().admits()
          && role().equals("replica");
    }
  }

  NodeMeters(MeterBoard board, LabelBound bound) {
    this.board = board;
    this.bound = bound;
  }

  /** Nothing happens when the node is known already. */
  void add(String database, String name, Supplier<@Nullable NodeMonitor> monitor) {
    if (!known.add(List.of(database, name))) {
      return;
    }
    List<String> labels = bound.labels(database, name);
    Source source = new Source(name, monitor);
    source.read(PenstockMeter.NODE_UP, labels, node -> flag(node.status().up()));
    for (String role : List.of("primary", "replica", FENCED, "unknown")) {
      source.read(
          PenstockMeter.NODE_ROLE, and(labels, role), node -> flag(node.role().equals(role)));
    }
    source.read(PenstockMeter.NODE_TAKES_READS, labels, node -> flag(node.takesReads()));
    source.read(
        PenstockMeter.NODE_LAG_BYTES, labels, node -> orUnknown(node.status().lag().bytes()));
    source.read(
        PenstockMeter.NODE_LAG,
        labels,
        node -> orUnknown(node.status().lag().nanos()) / NANOS_PER_SECOND);
    for (BreakerState state : BreakerState.values()) {
      source.read(
          PenstockMeter.NODE_BREAKER,
          and(labels, state.name().toLowerCase(Locale.ROOT)),
          node -> flag(node.node().health().breaker() == state));
    }
    source.read(
        PenstockMeter.NODE_BANNED, labels, node -> flag(node.node().health().ban() != null));
    source.read(PenstockMeter.NODE_READS_IN_FLIGHT, labels, node -> node.node().load().inFlight());
    source.read(
        PenstockMeter.NODE_READ_LATENCY,
        labels,
        node -> node.node().load().latencyNanos() / NANOS_PER_SECOND);
    source.read(PenstockMeter.NODE_TIMELINE, labels, node -> node.status().timeline());
    if (known.add(List.of(database))) {
      board.read(
          PenstockMeter.PRIMARY_EPOCH, List.of(labels.getFirst()), () -> epoch(monitor.get()));
    }
  }

  private static double epoch(@Nullable NodeMonitor monitor) {
    PrimaryEpoch epoch = monitor == null ? null : monitor.topology().epoch();
    return epoch == null ? 0 : epoch.number();
  }

  private static double flag(boolean set) {
    return set ? 1 : 0;
  }

  private static double orUnknown(long value) {
    return value < 0 ? Double.NaN : value;
  }

  private static List<String> and(List<String> labels, String last) {
    return List.of(labels.get(0), labels.get(1), last);
  }

  private final class Source {
    private final String name;
    private final Supplier<@Nullable NodeMonitor> monitor;

    Source(String name, Supplier<@Nullable NodeMonitor> monitor) {
      this.name = name;
      this.monitor = monitor;
    }

    void read(PenstockMeter meter, List<String> labels, ToDoubleFunction<Reading> value) {
      board.read(
          meter,
          labels,
          () -> {
            Reading reading = now();
            return reading == null ? 0 : value.applyAsDouble(reading);
          });
    }

    private @Nullable Reading now() {
      NodeMonitor current = monitor.get();
      if (current == null) {
        return null;
      }
      Topology topology = current.topology();
      NodeStatus status = topology.node(name);
      Node node = current.node(name);
      return status == null || node == null ? null : new Reading(topology, status, node);
    }
  }
}
