package io.penstock.pool.node;

import io.penstock.config.NodeRole;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a node.
 *
 * @param up false once it has failed to answer; true before the first probe
 * @param lsn its write position, or for a replica its replay position; -1 before the first probe
 * @param problem why it is not up, for a person
 */
public record NodeStatus(
    String node,
    NodeRole configured,
    ObservedRole observed,
    boolean up,
    long lsn,
    @Nullable String problem) {
  static NodeStatus unknown(WatchedNode node) {
    return new NodeStatus(node.name(), node.configured(), ObservedRole.UNKNOWN, true, -1, null);
  }

  NodeStatus answered(ObservedRole role, long position) {
    return new NodeStatus(node, configured, role, true, position, null);
  }

  NodeStatus silent(String why) {
    return new NodeStatus(node, configured, observed, false, lsn, why);
  }

  /**
   * What it is used as: what it said, else what the configuration says. A configured primary that
   * says it is a replica has been demoted, and is used as neither.
   */
  public ObservedRole role() {
    return switch (configured) {
      case AUTO -> observed;
      case PRIMARY ->
          observed == ObservedRole.REPLICA ? ObservedRole.UNKNOWN : ObservedRole.PRIMARY;
      case REPLICA -> ObservedRole.REPLICA;
    };
  }

  /** Whether it is something else than before, apart from its position. */
  boolean differsFrom(NodeStatus before) {
    return up != before.up || observed != before.observed;
  }
}
