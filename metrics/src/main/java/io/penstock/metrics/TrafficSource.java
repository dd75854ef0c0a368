package io.penstock.metrics;

import java.util.List;

/** The counts of one database and user. Asked at every scrape, on a thread that may block. */
public interface TrafficSource {
  TrafficTotals totals();

  /** What was decided about where statements go; asked once. None for a database of one node. */
  List<RouteCounter> routes();

  /** The clients connected now. */
  ClientCounts clients();
}
