package io.penstock.proxy.server;

import io.penstock.config.DatabaseConfig;
import io.penstock.config.NodeConfig;
import io.penstock.config.PenstockConfig;
import io.penstock.config.ShardConfig;
import io.penstock.config.ShardingConfig;
import io.penstock.pool.node.BreakerState;
import io.penstock.pool.node.Node;
import io.penstock.pool.node.NodeBan;
import io.penstock.pool.node.NodeMonitor;
import io.penstock.pool.node.NodeStatus;
import io.penstock.pool.node.ObservedRole;
import io.penstock.pool.node.Topology;
import io.penstock.proxy.console.ReplicaView;
import io.penstock.proxy.console.ShardView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The nodes as the console sees them, and its word on them. Any thread. */
final class ReplicaViews {
  private static final Logger LOG = LoggerFactory.getLogger(ReplicaViews.class);

  private final Databases databases;
  private final Nodes nodes;

  ReplicaViews(Databases databases, Nodes nodes) {
    this.databases = databases;
    this.nodes = nodes;
  }

  /** The nodes of these databases. */
  List<ReplicaView> of(Collection<String> names) {
    List<ReplicaView> views = new ArrayList<>();
    for (String name : names) {
      DatabaseConfig database = databases.config().database(name);
      if (database != null) {
        views.addAll(of(name, database, nodes.monitor(name, database)));
      }
    }
    return views;
  }

  /** The nodes of one database. */
  static List<ReplicaView> of(String name, DatabaseConfig database, NodeMonitor monitor) {
    List<ReplicaView> views = new ArrayList<>();
    Topology topology = monitor.topology();
    for (NodeConfig config : database.nodes()) {
      Node node = monitor.node(config.name());
      NodeStatus status = topology.node(config.name());
      // A reload may have come in between.
      if (node != null && status != null) {
        views.add(view(name, config, topology, node, status));
      }
    }
    return views;
  }

  private static ReplicaView view(
      String database, NodeConfig config, Topology topology, Node node, NodeStatus status) {
    boolean primary = node.name().equals(topology.primary());
    ReplicaView.State state = state(topology, node, status, primary);
    String problem =
        state == ReplicaView.State.FENCED
            ? topology.primary() == null
                ? topology.problem()
                : "node " + topology.primary() + " takes writes now"
            : status.problem();
    ObservedRole role = primary ? ObservedRole.PRIMARY : status.role();
    return new ReplicaView(
        database,
        config,
        status,
        role.name().toLowerCase(Locale.ROOT),
        state,
        node.health().breaker(),
        node.health().ban(),
        new ReplicaView.Load(node.load().inFlight(), node.load().latencyNanos()),
        problem);
  }

  private static ReplicaView.State state(
      Topology topology, Node node, NodeStatus status, boolean primary) {
    if (!status.up()) {
      return ReplicaView.State.DOWN;
    }
    if (topology.fenced(node.name())) {
      return ReplicaView.State.FENCED;
    }
    if (node.health().ban() != null) {
      return ReplicaView.State.BANNED;
    }
    if (node.health().breaker() != BreakerState.CLOSED) {
      return ReplicaView.State.BROKEN;
    }
    if (status.lag().excessive()) {
      return ReplicaView.State.LAGGING;
    }
    return primary || status.role() != ObservedRole.UNKNOWN
        ? ReplicaView.State.UP
        : ReplicaView.State.UNKNOWN;
  }

  /**
   * The shards of all databases that have some.
   *
   * @param connections how many backends a database or shard has, by its name
   */
  List<ShardView> shards(ToIntFunction<String> connections, ShardLoads loads) {
    PenstockConfig config = databases.config();
    List<ShardView> views = new ArrayList<>();
    config
        .databases()
        .forEach((database, sharded) -> {
          ShardingConfig sharding = sharded.sharding();
          if (sharding == null) {
            return;
          }
          List<ShardLoads.Standing> standings = loads.standings(database, sharding);
          for (int i = 0; i < standings.size(); i++) {
            ShardConfig shard = sharding.shards().get(i);
            ShardLoads.Standing standing = standings.get(i);
            String name = PenstockConfig.shardName(database, shard.name());
            DatabaseConfig served = Objects.requireNonNull(config.database(name), name);
            NodeConfig primary = nodes.primary(name, served);
            views.add(
                new ShardView(
                    database,
                    shard.name(),
                    sharding.algorithm().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    shard.weight(),
                    served.backendName(database),
                    primary == null ? null : primary.name(),
                    shard.nodes().size(),
                    connections.applyAsInt(name),
                    new ShardView.Load(
                        standing.totals().queries(),
                        TimeUnit.NANOSECONDS.toMicros(standing.totals().queryNanos()),
                        standing.totals().sentBytes(),
                        standing.share(),
                        standing.skew())));
          }
        });
    return views;
  }

  /** Bans the nodes of this name in these databases, or ends their bans; tells how many. */
  int ban(Collection<String> names, String node, @Nullable NodeBan ban) {
    int found = 0;
    for (String name : names) {
      DatabaseConfig database = databases.config().database(name);
      NodeMonitor monitor = database == null ? null : nodes.monitor(name, database);
      Node banned = monitor == null ? null : monitor.node(node);
      if (monitor != null && banned != null) {
        monitor.ban(banned, ban);
        LOG.info("database {}: node {} is {}", name, node, ban == null ? "unbanned" : "banned");
        found++;
      }
    }
    return found;
  }
}
