package io.penstock.pool.node;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of one database at one moment, in the order of the configuration. Immutable: read it on
 * an event loop.
 */
public final class Topology {
  private final String database;
  private final List<NodeStatus> nodes;
  private final @Nullable String leader;
  private final Leadership leadership;
  private final @Nullable PrimaryEpoch epoch;

  /**
   * @param leader the node that a cluster manager names as the primary; null when none is asked, or
   *     none answers
   */
  Topology(
      String database,
      List<NodeStatus> nodes,
      @Nullable String leader,
      @Nullable PrimaryEpoch before) {
    this.database = database;
    this.nodes = List.copyOf(nodes);
    this.leader = leader;
    this.leadership = Leadership.of(database, this.nodes, leader);
    this.epoch = epoch(before);
  }

  private @Nullable PrimaryEpoch epoch(@Nullable PrimaryEpoch before) {
    String primary = primary();
    if (primary == null) {
      return before;
    }
    int timeline = Objects.requireNonNull(node(primary)).timeline();
    return before == null
        ? new PrimaryEpoch(primary, timeline, 1)
        : before.followedBy(primary, timeline);
  }

  public String database() {
    return database;
  }

  public List<NodeStatus> nodes() {
    return nodes;
  }

  /**
   * The name of the node that takes writes; null when none is known, or when it cannot be told
   * which of two that say so is the right one. The only node of a database is it without being
   * asked. A known primary stays it while it is down, until another node says that it is.
   */
  public @Nullable String primary() {
    return leadership.primary();
  }

  /** Why there is no primary, for a person; null when there is one. */
  public @Nullable String problem() {
    return leadership.problem();
  }

  /** Whether this node says that it takes writes, but must not get any. */
  public boolean fenced(String name) {
    NodeStatus status = node(name);
    return status != null
        && status.up()
        && status.observed() == ObservedRole.PRIMARY
        && !name.equals(primary());
  }

  /** The time of the primary that is known, or of the last one; null before the first. */
  public @Nullable PrimaryEpoch epoch() {
    return epoch;
  }

  /** Names of the replicas that are up. */
  public List<String> replicas() {
    return nodes.stream()
        .filter(node -> node.up() && node.role() == ObservedRole.REPLICA)
        .map(NodeStatus::node)
        .toList();
  }

  /** What is known of this node. */
  public @Nullable NodeStatus node(String name) {
    for (NodeStatus status : nodes) {
      if (status.node().equals(name)) {
        return status;
      }
    }
    return null;
  }

  /** How far a replica's replay is behind the primary, in bytes; -1 when unknown. */
  public long lagBytes(String name) {
    NodeStatus status = node(name);
    return status == null ? -1 : status.lag().bytes();
  }

  Topology with(NodeStatus changed) {
    return new Topology(
        database,
        nodes.stream().map(node -> node.node().equals(changed.node()) ? changed : node).toList(),
        leader,
        epoch);
  }

  Topology ledBy(@Nullable String node) {
    return Objects.equals(node, leader) ? this : new Topology(database, nodes, node, epoch);
  }
}
