package io.penstock.metrics;

/** In what a meter counts, and so how its name ends. */
enum MeterUnit {
  /** How many. */
  COUNT,

  BYTES,

  /** Durations and, for timestamps, the time since 1970. */
  SECONDS
}
