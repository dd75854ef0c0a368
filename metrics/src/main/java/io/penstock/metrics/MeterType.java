package io.penstock.metrics;

/** What a meter's value does. */
enum MeterType {
  /** Rises and falls. */
  GAUGE,

  /** Only rises, until the process ends. */
  COUNTER,

  /** Durations, counted in buckets: {@code _bucket}, {@code _sum} and {@code _count}. */
  HISTOGRAM
}
