package io.penstock.pool.node;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts together what is known of all nodes for the choice of one. */
final class CandidatesBuilder {
  /** Weights are small whole numbers; a share of one needs room below 1. */
  private static final int SCALE = 1000;

  private final Node[] nodes;
  private final @Nullable String zone;
  private final int timeline;
  private final long[] lsn;
  private final long[] lagNanos;
  private final int[] weights;
  private long primary;
  private long replicas;
  private long either;
  private long up;
  private long lagging;
  private long local;

  /**
   * @param epoch the time of the primary; null while there was none
   */
  CandidatesBuilder(List<Node> nodes, @Nullable String zone, @Nullable PrimaryEpoch epoch) {
    this.nodes = nodes.toArray(Node[]::new);
    this.zone = zone;
    this.timeline = epoch == null ? 0 : epoch.timeline();
    this.lsn = new long[this.nodes.length];
    this.lagNanos = new long[this.nodes.length];
    this.weights = new int[this.nodes.length];
  }

  void add(Node node, NodeStatus status, boolean takesWrites, double share) {
    WatchedNode watched = node.watched();
    boolean weighted = watched.weight() > 0;
    boolean replica = !takesWrites && weighted && status.role() == ObservedRole.REPLICA;
    primary |= takesWrites ? node.bit() : 0;
    replicas |= replica ? node.bit() : 0;
    either |= replica || (takesWrites && weighted) ? node.bit() : 0;
    up |= status.up() ? node.bit() : 0;
    lagging |= status.lag().excessive() ? node.bit() : 0;
    local |= zone != null && zone.equals(watched.zone()) ? node.bit() : 0;
    lsn[node.index()] = follows(status) ? status.lsn() : -1;
    lagNanos[node.index()] = status.lag().nanos();
    weights[node.index()] = Math.max(1, (int) (watched.weight() * SCALE * share));
  }

  /** On an older timeline than the primary's the same position may be that of something else. */
  private boolean follows(NodeStatus status) {
    return status.timeline() == 0 || status.timeline() >= timeline;
  }

  Candidates build() {
    return new Candidates(
        nodes, primary, replicas, either, up, lagging, local, lsn, lagNanos, weights);
  }
}
