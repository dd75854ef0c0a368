package io.penstock.proxy.server;

import io.penstock.metrics.ClientCounts;
import io.penstock.metrics.RouteCounter;
import io.penstock.metrics.TrafficSource;
import io.penstock.metrics.TrafficTotals;
import java.util.List;

/** What the meters read of one target. On threads that may block. */
record TargetReadings(ProxyTarget target, ClientCensus census) implements TrafficSource {
  @Override
  public TrafficTotals totals() {
    return target.totals();
  }

  @Override
  public List<RouteCounter> routes() {
    return target.home().failsOver() ? RouteCounters.of(target) : List.of();
  }

  @Override
  public ClientCounts clients() {
    return census.of(target);
  }
}
