package io.penstock.pool.node;

/** Told what probes find, on a virtual thread. */
public interface NodeListener {
  /** Who is not interested. */
  NodeListener NONE = new NodeListener() {};

  /** The node has answered a probe after so many nanoseconds. */
  default void answered(WatchedNode node, long nanos) {}

  /** A node came up, went down, changed its role or timeline, or fell behind or caught up. */
  default void changed(NodeStatus before, Topology now) {}

  /** Another node takes writes than before, or none does. */
  default void primaryChanged(Topology before, Topology now) {}
}
