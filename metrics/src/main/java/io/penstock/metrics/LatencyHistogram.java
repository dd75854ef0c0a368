package io.penstock.metrics;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * Durations counted in fixed buckets. Any thread may record; none waits for another.
 *
 * <p>Micrometer's timer also keeps a decaying maximum and looks at the clock for it: 70 ns each,
 * and up to 430 ns when two threads record at once. A lease is recorded for every transaction, so
 * this one only counts (5 to 10 ns).
 */
public final class LatencyHistogram {
  private static final double NANOS_PER_SECOND = 1e9;

  private static final long[] BOUNDS_NANOS = {
    100_000L,
    250_000L,
    500_000L,
    1_000_000L,
    2_500_000L,
    5_000_000L,
    10_000_000L,
    25_000_000L,
    50_000_000L,
    100_000_000L,
    250_000_000L,
    500_000_000L,
    1_000_000_000L,
    2_500_000_000L,
    5_000_000_000L,
    10_000_000_000L,
    30_000_000_000L
  };

  /** One for each bound, and one for what is above them all. */
  private final LongAdder[] buckets = new LongAdder[BOUNDS_NANOS.length + 1];

  private final LongAdder sumNanos = new LongAdder();

  LatencyHistogram() {
    Arrays.setAll(buckets, bucket -> new LongAdder());
  }

  /** Counts one duration; a negative one as 0. */
  public void record(long nanos) {
    int bucket = 0;
    while (bucket < BOUNDS_NANOS.length && nanos > BOUNDS_NANOS[bucket]) {
      bucket++;
    }
    buckets[bucket].increment();
    if (nanos > 0) {
      sumNanos.add(nanos);
    }
  }

  /** How many durations there are up to and including each bound, and at the end: in all. */
  long[] cumulative() {
    long[] counts = new long[buckets.length];
    long sum = 0;
    for (int i = 0; i < counts.length; i++) {
      sum += buckets[i].sum();
      counts[i] = sum;
    }
    return counts;
  }

  double sumSeconds() {
    return sumNanos.sum() / NANOS_PER_SECOND;
  }

  /** The bounds in seconds. */
  static double[] bounds() {
    return Arrays.stream(BOUNDS_NANOS).mapToDouble(nanos -> nanos / NANOS_PER_SECOND).toArray();
  }

  static String boundsText() {
    return Arrays.stream(BOUNDS_NANOS)
        .mapToObj(nanos -> BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString())
        .collect(Collectors.joining(", "));
  }
}
