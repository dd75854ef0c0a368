package io.penstock.pool.node;

/** Told what probes find, on a virtual thread. */
public interface NodeListener {
  /** Who is not interested. */
  NodeListener NONE = new NodeListener() {};

  /** The node has answered a probe after so many nanoseconds. */
  default void answered(WatchedNode node, long nanos) {}

  /** A node came up, went down, or changed its role. */
  default void changed(NodeStatus before, Topology now) {}
}
