package io.penstock.metrics;

/** The counts of one database and user. Asked at every scrape, on a thread that may block. */
public interface TrafficSource {
  TrafficTotals totals();

  /** The clients connected now. */
  ClientCounts clients();
}
