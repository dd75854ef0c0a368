package io.penstock.proxy.server;

import io.penstock.config.DatabaseConfig;
import io.penstock.config.NodeConfig;
import io.penstock.config.Reads;
import io.penstock.config.RoutingConfig;
import io.penstock.pool.PoolState;
import io.penstock.pool.WirePool;
import io.penstock.pool.node.Node;
import io.penstock.pool.node.NodeMonitor;
import io.penstock.pool.node.PrimaryEpoch;
import io.penstock.pool.node.ReadChoice;
import io.penstock.proxy.console.ReplicaView;
import io.penstock.proxy.session.Readers;
import io.penstock.sql.route.RoutePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The nodes of one database for the reads of one user, under one configuration of it. */
final class TargetReaders implements Readers {
  private final String name;
  private final DatabaseConfig database;
  private final Nodes nodes;
  private final Routes routes;
  private final Function<NodeConfig, WirePool> open;
  private final AtomicReferenceArray<@Nullable WirePool> pools;
  private final Reads reads;

  /**
   * @param open the pool of a node for this user, which may be new
   */
  TargetReaders(
      String name,
      DatabaseConfig database,
      Nodes nodes,
      Routes routes,
      Function<NodeConfig, WirePool> open) {
    this.name = name;
    this.database = database;
    this.nodes = nodes;
    this.routes = routes;
    this.open = open;
    this.pools = new AtomicReferenceArray<>(database.nodes().size());
    // Then only rules and hints ask for a replica.
    Reads configured = database.routing().reads();
    this.reads = configured == Reads.PRIMARY ? Reads.PREFER_REPLICA : configured;
  }

  @SuppressWarnings("ReferenceEquality") // A reload makes new ones.
  boolean isOf(DatabaseConfig other) {
    return other == database;
  }

  @Override
  public RoutingConfig config() {
    return database.routing();
  }

  @Override
  public RoutePlan plan() {
    return routes.plan(name, database);
  }

  @Override
  public void learn(Unknown text, Runnable done) {
    routes.learn(name, database, text, done);
  }

  @Override
  public ReadChoice choose(int loop, long maxLagNanos, long minimumLsn, long tried) {
    return monitor().selector().select(loop, reads, maxLagNanos, minimumLsn, tried);
  }

  @Override
  public List<Candidate> candidates() {
    List<Candidate> candidates = new ArrayList<>();
    for (ReplicaView view : ReplicaViews.of(name, database, monitor())) {
      candidates.add(
          new Candidate(
              view.config().name(),
              view.role(),
              view.state().name().toLowerCase(Locale.ROOT),
              view.status().lag().nanos(),
              view.problem()));
    }
    return candidates;
  }

  @Override
  public @Nullable Node node(String wanted) {
    return monitor().node(wanted);
  }

  @Override
  public @Nullable WirePool pool(Node node) {
    int index = node.index();
    if (index >= database.nodes().size()) {
      return null;
    }
    NodeConfig configured = database.nodes().get(index);
    if (!configured.name().equals(node.name())
        || node.name().equals(monitor().topology().primary())) {
      return null;
    }
    WirePool known = pools.get(index);
    if (known == null || known.state() == PoolState.DRAINING || known.state() == PoolState.CLOSED) {
      known = open.apply(configured);
      pools.set(index, known);
    }
    return known;
  }

  @Override
  public @Nullable PrimaryEpoch epoch() {
    return monitor().topology().epoch();
  }

  @Override
  public void awaitReplay(long lsn, long deadline, Runnable reached) {
    monitor().awaitReplay(lsn, deadline, reached);
  }

  private NodeMonitor monitor() {
    return nodes.monitor(name, database);
  }
}
