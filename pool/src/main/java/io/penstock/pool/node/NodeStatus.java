package io.penstock.pool.node;

import io.penstock.config.NodeRole;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a node.
 *
 * @param reading what it said last
 * @param up false once it has failed to answer; true before the first probe
 * @param lag how far it is behind the primary, by its last reading
 * @param problem why it is not up, for a person
 */
public record NodeStatus(
    String node,
    NodeRole configured,
    NodeReading reading,
    boolean up,
    ReplicationLag lag,
    @Nullable String problem) {
  static NodeStatus unknown(WatchedNode node) {
    return new NodeStatus(
        node.name(), node.configured(), NodeReading.NONE, true, ReplicationLag.UNKNOWN, null);
  }

  NodeStatus answered(NodeReading said, ReplicationLag behind) {
    return new NodeStatus(node, configured, said, true, behind, null);
  }

  NodeStatus silent(String why) {
    return new NodeStatus(node, configured, reading, false, lag, why);
  }

  /** What it said it is. */
  public ObservedRole observed() {
    return reading.role();
  }

  /** Its write position, or for a replica its replay position; -1 unknown. */
  public long lsn() {
    return reading.lsn();
  }

  /** The timeline of its write-ahead log; 0 unknown. */
  public int timeline() {
    return reading.timeline();
  }

  /**
   * What it is used as: what it said, else what the configuration says. A configured primary that
   * says it is a replica has been demoted, and a configured replica that says it is a primary goes
   * its own way: they are used as neither.
   */
  public ObservedRole role() {
    return switch (configured) {
      case AUTO -> observed();
      case PRIMARY ->
          observed() == ObservedRole.REPLICA ? ObservedRole.UNKNOWN : ObservedRole.PRIMARY;
      case REPLICA -> goesItsOwnWay() ? ObservedRole.UNKNOWN : ObservedRole.REPLICA;
    };
  }

  /** Whether it takes writes although the configuration says that it never does. */
  boolean goesItsOwnWay() {
    return configured == NodeRole.REPLICA && observed() == ObservedRole.PRIMARY;
  }

  /** Whether it is something else than before, apart from its position. */
  boolean differsFrom(NodeStatus before) {
    return up != before.up
        || observed() != before.observed()
        || timeline() != before.timeline()
        || lag.excessive() != before.lag.excessive();
  }
}
