package io.penstock.proxy.server;

import io.penstock.metrics.ProxyMeters;
import io.penstock.pool.PoolKey;

/** Shows in the metrics what clients use, for as long as they do. */
record TargetMeters(ProxyMeters meters, ClientCensus census) implements Databases.Watcher {
  @Override
  public void opened(ProxyTarget target) {
    meters.database(target.database(), target.user(), new TargetReadings(target, census));
  }

  @Override
  public void forgotten(ProxyTarget target) {
    meters.forget(target.database(), target.user());
  }

  @Override
  public void forgotten(PoolKey pool) {
    meters.forget(pool);
  }
}
