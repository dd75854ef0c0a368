package io.penstock.proxy.server;

import io.penstock.pool.EvictReason;
import io.penstock.pool.PoolKey;
import io.penstock.pool.PoolListener;
import io.penstock.pool.RefusalReason;
import io.penstock.pool.connect.ConnectFailure;
import io.penstock.pool.connect.ConnectFailureReason;
import io.penstock.pool.node.NodeFailure;

/**
 * Tells what a pool of a node finds out about it: that it cannot be connected to, or can, or loses
 * a connection. Passes on whatever happens.
 */
final class SuspiciousFailures implements PoolListener {
  private final PoolListener next;
  private final Nodes nodes;
  private final PoolKey key;

  SuspiciousFailures(PoolListener next, Nodes nodes, PoolKey key) {
    this.next = next;
    this.nodes = nodes;
    this.key = key;
  }

  @Override
  public void connected(long nanos) {
    next.connected(nanos);
    nodes.connected(key);
  }

  @Override
  public void connectFailed(ConnectFailure failure) {
    next.connectFailed(failure);
    if (failure.reason().concernsNode()) {
      boolean shut = failure.reason() == ConnectFailureReason.SHUT;
      nodes.failed(key, shut ? NodeFailure.SHUTTING_DOWN : NodeFailure.CONNECT);
    } else {
      nodes.suspect(key);
    }
  }

  @Override
  public void leased(long waitNanos) {
    next.leased(waitNanos);
  }

  @Override
  public void refused(RefusalReason reason, long waitNanos) {
    next.refused(reason, waitNanos);
  }

  @Override
  public void evicted(EvictReason reason) {
    next.evicted(reason);
    if (reason == EvictReason.CONNECTION_LOST) {
      nodes.failed(key, NodeFailure.CONNECTION_LOST);
    }
  }

  @Override
  public void moved() {
    next.moved();
  }
}
