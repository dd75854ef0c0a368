package io.penstock.pool.node;

import io.penstock.config.HealthConfig;
import io.penstock.config.PatroniConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every node of one database again and again what it is and how far it has got, and keeps what
 * the choice of a node needs. A node that refuses connections is down after one probe, one that
 * hangs when it has been silent for too long. Nodes without control credentials are not asked. For
 * any thread.
 */
public final class NodeMonitor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeMonitor.class);

  /** While nobody takes writes, those that might are asked more often. */
  private static final Duration UNSETTLED_PACE = Duration.ofMillis(200);

  /** Probes that are no more than due are no closer together. */
  private static final Duration LEAST_PACE = Duration.ofMillis(50);

  /** While somebody waits for a position, replicas are asked this often. */
  private static final Duration AWAITED_PACE = Duration.ofMillis(10);

  private final MonitorSettings settings;
  private final NodeListener listener;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Rotation> rotations = new ArrayList<>();
  private final Map<String, NodeWatch> watches = new LinkedHashMap<>();
  private final LagMeter lagMeter;
  private final ReplayWaiters waiters = new ReplayWaiters();
  private final ReplicaSelector selector;
  private final @Nullable PatroniWatch patroni;
  private volatile Topology topology;

  /**
   * A monitor that asks nobody before {@link #start}.
   *
   * @param before the monitor that this one replaces: what it knows of nodes that stay is kept;
   *     null for none
   */
  public NodeMonitor(
      MonitorSettings settings,
      List<WatchedNode> watched,
      ControlPools pools,
      NodeListener listener,
      @Nullable NodeMonitor before) {
    this.settings = settings;
    this.listener = listener;
    this.lagMeter = new LagMeter(settings.routing());
    List<NodeStatus> statuses = new ArrayList<>();
    for (WatchedNode node : watched) {
      Node known = before == null ? null : before.node(node.name());
      nodes.add(known(node, nodes.size(), known));
      rotations.add(new Rotation(settings.health().slowStart().toNanos()));
      statuses.add(status(node, known, before));
      if (node.control() != null) {
        watches.put(node.name(), watch(nodes.getLast(), node.control(), pools));
      }
    }
    PrimaryEpoch epoch = before == null ? null : before.topology().epoch();
    this.topology = new Topology(settings.database(), statuses, null, epoch);
    this.selector = new ReplicaSelector(candidates(topology, System.nanoTime()));
    this.patroni = patroni(settings.patroni(), watched);
  }

  private @Nullable PatroniWatch patroni(@Nullable PatroniConfig asked, List<WatchedNode> watched) {
    return asked == null
        ? null
        : new PatroniWatch(
            settings.database(), asked, watched, this::ledBy, () -> pace(asked.interval()));
  }

  private Node known(WatchedNode node, int index, @Nullable Node before) {
    if (before != null) {
      before.health().configure(node.name(), settings.health().breaker());
      return new Node(node, index, before.load(), before.health());
    }
    NodeHealth health = new NodeHealth(node.name(), settings.health().breaker(), Clock.systemUTC());
    return new Node(node, index, new NodeLoad(settings.loops()), health);
  }

  private static NodeStatus status(
      WatchedNode node, @Nullable Node known, @Nullable NodeMonitor before) {
    NodeStatus status =
        known == null || before == null ? null : before.topology().node(node.name());
    boolean same =
        known != null
            && known.watched().configured() == node.configured()
            && Objects.equals(known.watched().control(), node.control());
    return status == null || !same ? NodeStatus.unknown(node) : status;
  }

  private NodeWatch watch(Node node, ControlTarget target, ControlPools pools) {
    HealthConfig health = settings.health();
    return new NodeWatch(
        target,
        pools,
        health,
        new NodeWatch.Findings() {
          @Override
          public void answered(NodeReading reading, long nanos) {
            NodeMonitor.this.answered(node, reading, nanos);
          }

          @Override
          public void failed(NodeFailure failure, boolean certain, String problem) {
            NodeMonitor.this.failed(node, failure, certain, problem);
          }

          @Override
          public Duration pace() {
            return NodeMonitor.this.pace(node);
          }
        });
  }

  /** Begins to ask. */
  public void start() {
    watches.values().forEach(NodeWatch::start);
    if (patroni != null) {
      patroni.start();
    }
  }

  /** What is known now; one volatile read. */
  public Topology topology() {
    return topology;
  }

  /** Who chooses nodes for reads, always by what is known now. */
  public ReplicaSelector selector() {
    return selector;
  }

  /** All nodes, by their index. */
  public List<Node> nodes() {
    return List.copyOf(nodes);
  }

  /** The node of this name; null when there is none. */
  public @Nullable Node node(String name) {
    for (Node node : nodes) {
      if (node.name().equals(name)) {
        return node;
      }
    }
    return null;
  }

  /**
   * Asks this node at once, because something else suggests that it has changed; if it is the
   * primary, all of them, because another may have taken over. Returns at once.
   */
  public void probeNow(String node) {
    if (node.equals(topology.primary())) {
      watches.values().forEach(NodeWatch::hurry);
      return;
    }
    NodeWatch watch = watches.get(node);
    if (watch != null) {
      watch.hurry();
    }
  }

  /**
   * Has this run once when a replica that takes reads has replayed a position; replicas are asked
   * often meanwhile. Returns at once: call it on event loops.
   *
   * @param lsn in the present {@link PrimaryEpoch}
   * @param deadline by System.nanoTime; from then on it may not be run any more
   * @param reached runs on a virtual thread, also when the caller has lost interest
   */
  public void awaitReplay(long lsn, long deadline, Runnable reached) {
    if (waiters.add(lsn, deadline, reached)) {
      watches.forEach((name, watch) -> {
        if (!name.equals(topology.primary())) {
          watch.hurry();
        }
      });
    }
  }

  /**
   * Keeps reads away from a node, or no longer.
   *
   * @param ban null ends it
   */
  public void ban(Node node, @Nullable NodeBan ban) {
    node.health().ban(ban);
    publish();
  }

  @Override
  public void close() {
    watches.values().forEach(NodeWatch::stop);
    if (patroni != null) {
      patroni.close();
    }
  }

  private Duration pace(Node node) {
    Duration usual = settings.health().interval();
    Duration pace = usual;
    if (!waiters.isEmpty() && !node.name().equals(topology.primary())) {
      pace = AWAITED_PACE;
    } else if (!settled() && isUp(node.name())) {
      pace = UNSETTLED_PACE;
    } else {
      pace = untilExcessive(node, usual);
    }
    return pace.compareTo(usual) < 0 ? pace : usual;
  }

  /** While nobody takes writes, who does next is asked more often. */
  private Duration pace(Duration usual) {
    return settled() || usual.compareTo(UNSETTLED_PACE) < 0 ? usual : UNSETTLED_PACE;
  }

  /** A replica that is about to be too far behind is looked at when it would be. */
  private Duration untilExcessive(Node node, Duration usual) {
    NodeStatus status = topology.node(node.name());
    if (status == null || status.lag().excessive() || status.lag().nanos() <= 0) {
      return usual;
    }
    Duration left = settings.routing().maxLag().minusNanos(status.lag().nanos());
    return left.compareTo(LEAST_PACE) < 0 ? LEAST_PACE : left;
  }

  private boolean settled() {
    String primary = topology.primary();
    return primary != null && isUp(primary);
  }

  private boolean isUp(String name) {
    NodeStatus status = topology.node(name);
    return status != null && status.up();
  }

  private void answered(Node node, NodeReading reading, long nanos) {
    node.health().probed(null);
    node.load().fade();
    listener.answered(node.watched(), nanos);
    long now = System.nanoTime();
    Topology before;
    Topology next;
    synchronized (this) {
      before = topology;
      NodeStatus old = Objects.requireNonNull(before.node(node.name()));
      if (old.observed() == ObservedRole.PRIMARY && reading.role() == ObservedRole.REPLICA) {
        node.health().demoted();
      }
      next = before.with(old.answered(reading, ReplicationLag.NONE));
      if (reading.role() == ObservedRole.PRIMARY) {
        if (node.name().equals(next.primary())) {
          lagMeter.primaryAt(next.epoch(), reading.lsn(), now);
        }
      } else {
        ReplicationLag lag = lagMeter.of(reading, old.lag(), settled(), now);
        next = before.with(old.answered(reading, lag));
      }
      topology = next;
      publish();
    }
    tell(node, before, next);
    if (!waiters.isEmpty()) {
      waiters.serve(selector::isReplayed, now);
    }
  }

  private void failed(Node node, NodeFailure failure, boolean certain, String problem) {
    node.health().probed(failure);
    Topology before;
    Topology next;
    synchronized (this) {
      before = topology;
      NodeStatus old = Objects.requireNonNull(before.node(node.name()));
      next = certain ? before.with(old.silent(problem)) : before;
      topology = next;
      publish();
    }
    tell(node, before, next);
  }

  /** The cluster manager names this node; null when it names none, or does not answer. */
  private void ledBy(@Nullable String leader) {
    Topology before;
    Topology next;
    synchronized (this) {
      before = topology;
      next = before.ledBy(leader);
      topology = next;
      publish();
    }
    if (next != before) {
      LOG.info("database {}: the cluster manager names {}", before.database(), leader);
      watches.values().forEach(NodeWatch::hurry);
      tellOfPrimary(before, next);
    }
  }

  private void tell(Node node, Topology before, Topology now) {
    NodeStatus old = Objects.requireNonNull(before.node(node.name()));
    NodeStatus status = Objects.requireNonNull(now.node(node.name()));
    if (status.differsFrom(old)) {
      LOG.info(
          "database {}: node {} is {} {}, timeline {}{}{}",
          now.database(),
          node,
          status.up() ? "up" : "down",
          status.observed(),
          status.timeline(),
          status.lag().excessive() ? ", too far behind" : "",
          status.problem() == null ? "" : ": " + status.problem());
      if (patroni != null && !settled()) {
        patroni.hurry();
      }
      listener.changed(old, now);
    }
    tellOfPrimary(before, now);
  }

  private void tellOfPrimary(Topology before, Topology now) {
    if (!Objects.equals(before.primary(), now.primary())) {
      listener.primaryChanged(before, now);
    }
  }

  private synchronized void publish() {
    selector.candidates(candidates(topology, System.nanoTime()));
  }

  private Candidates candidates(Topology known, long now) {
    CandidatesBuilder builder =
        new CandidatesBuilder(nodes, settings.routing().zone(), known.epoch());
    for (Node node : nodes) {
      NodeStatus status = Objects.requireNonNull(known.node(node.name()));
      Rotation rotation = rotations.get(node.index());
      if (!status.up() || status.lag().excessive() || !node.health().admits()) {
        rotation.out();
      } else if (status.role() == ObservedRole.REPLICA) {
        rotation.in(now);
      }
      builder.add(node, status, node.name().equals(known.primary()), rotation.share(now));
    }
    return builder.build();
  }
}
