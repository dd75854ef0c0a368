package io.penstock.proxy.server;

import io.netty.channel.EventLoop;
import io.penstock.pool.Backend;
import io.penstock.pool.LeaseRefusal;
import io.penstock.pool.LeaseWaiter;
import io.penstock.pool.WirePool;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Leases a backend only to give it back. A pool that failed connects again when somebody asks, and
 * where a load balancer has withdrawn all clients, nobody would.
 */
final class TrialLease implements LeaseWaiter {
  /** Below the second that probes usually wait. */
  private static final long PATIENCE_MILLIS = 500;

  private final CompletableFuture<Boolean> granted = new CompletableFuture<>();

  private TrialLease() {}

  /** Whether the pool grants a backend, known before long. */
  static CompletableFuture<Boolean> of(WirePool pool, EventLoop loop) {
    TrialLease trial = new TrialLease();
    loop.execute(() -> pool.await(loop, trial));
    return trial
        .granted
        .completeOnTimeout(false, PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
        .whenComplete((was, none) -> loop.execute(() -> pool.abandon(loop, trial)));
  }

  @Override
  public void granted(Backend backend) {
    backend.pool().release(backend);
    granted.complete(true);
  }

  @Override
  public void refused(LeaseRefusal refusal) {
    granted.complete(false);
  }
}
