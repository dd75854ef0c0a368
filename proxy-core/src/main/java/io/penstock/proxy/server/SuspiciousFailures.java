package io.penstock.proxy.server;

import io.penstock.pool.EvictReason;
import io.penstock.pool.PoolListener;
import io.penstock.pool.RefusalReason;
import io.penstock.pool.connect.ConnectFailure;

/**
 * Has a node asked at once what it is when a pool of its cannot connect to it, or loses a
 * connection; passes on whatever happens.
 */
final class SuspiciousFailures implements PoolListener {
  private final PoolListener next;
  private final Runnable suspect;

  /**
   * @param suspect called on event loops: must return at once
   */
  SuspiciousFailures(PoolListener next, Runnable suspect) {
    this.next = next;
    this.suspect = suspect;
  }

  @Override
  public void connected(long nanos) {
    next.connected(nanos);
  }

  @Override
  public void connectFailed(ConnectFailure failure) {
    next.connectFailed(failure);
    suspect.run();
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
      suspect.run();
    }
  }

  @Override
  public void moved() {
    next.moved();
  }
}
