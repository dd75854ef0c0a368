package io.penstock.proxy.server;

import io.penstock.metrics.ProxyMeters;
import io.penstock.pool.PoolKey;
import io.penstock.proxy.session.ShardTraffic;

/** Shows in the metrics what clients use, for as long as they do. */
record TargetMeters(ProxyMeters meters, ClientCensus census, ShardLoads loads)
    implements Databases.Watcher {
  @Override
  public void opened(ProxyTarget target) {
    meters.database(target.database(), target.user(), new TargetReadings(target, census));
  }

  @Override
  public void forgotten(ProxyTarget target) {
    meters.forget(target.database(), target.user());
  }

  @Override
  public ShardTraffic traffic(String database, String shard) {
    return loads.of(database, shard);
  }

  @Override
  public void forgotten(PoolKey pool) {
    meters.forget(pool);
  }
}
