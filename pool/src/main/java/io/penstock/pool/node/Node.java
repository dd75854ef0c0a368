package io.penstock.pool.node;

/**
 * One server of a database as the data plane sees it. Compare by identity, or by name: a reload
 * makes new ones, which share load and health with those of the same name before. Any thread.
 */
public final class Node implements ReadChoice {
  private final WatchedNode watched;
  private final int index;
  private final NodeLoad load;
  private final NodeHealth health;

  Node(WatchedNode watched, int index, NodeLoad load, NodeHealth health) {
    this.watched = watched;
    this.index = index;
    this.load = load;
    this.health = health;
  }

  public String name() {
    return watched.name();
  }

  /** Its place among the nodes of its database. */
  public int index() {
    return index;
  }

  /** The bit that stands for it in a set of nodes of its database. */
  public long bit() {
    return 1L << index;
  }

  /** To be told when a read begins and ends. */
  public NodeLoad load() {
    return load;
  }

  /** To be told when it fails, and when it serves again. */
  public NodeHealth health() {
    return health;
  }

  WatchedNode watched() {
    return watched;
  }

  @Override
  public String toString() {
    return name();
  }
}
