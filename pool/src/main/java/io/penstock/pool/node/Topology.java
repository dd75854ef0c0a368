package io.penstock.pool.node;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of one database at one moment, in the order of the configuration. Immutable: read it on
 * an event loop.
 */
public record Topology(String database, List<NodeStatus> nodes) {
  public Topology {
    nodes = List.copyOf(nodes);
  }

  /**
   * The name of the node that takes writes; null when none is known, or when two say they do. The
   * only node of a database is it without being asked. A known primary stays it while it is down,
   * until another node says that it is the primary.
   */
  public @Nullable String primary() {
    if (nodes.size() == 1) {
      return nodes.get(0).node();
    }
    List<NodeStatus> primaries = primaries();
    if (primaries.size() > 1) {
      primaries = primaries.stream().filter(NodeStatus::up).toList();
    }
    return primaries.size() == 1 ? primaries.get(0).node() : null;
  }

  /** Why there is no primary, for a person; null when there is one. */
  public @Nullable String problem() {
    if (primary() != null) {
      return null;
    }
    List<String> names = primaries().stream().filter(NodeStatus::up).map(NodeStatus::node).toList();
    if (names.size() > 1) {
      return "nodes %s of database %s both take writes (expected: one)"
          .formatted(String.join(" and ", names), database);
    }
    return "no node of database %s is known to take writes".formatted(database);
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
    String primary = primary();
    NodeStatus ahead = primary == null ? null : node(primary);
    NodeStatus behind = node(name);
    if (ahead == null || behind == null || ahead.lsn() < 0 || behind.lsn() < 0) {
      return -1;
    }
    return Math.max(0, ahead.lsn() - behind.lsn());
  }

  private List<NodeStatus> primaries() {
    return nodes.stream().filter(node -> node.role() == ObservedRole.PRIMARY).toList();
  }

  Topology with(NodeStatus changed) {
    return new Topology(
        database,
        nodes.stream().map(node -> node.node().equals(changed.node()) ? changed : node).toList());
  }
}
