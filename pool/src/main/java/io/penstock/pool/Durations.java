package io.penstock.pool;

import java.time.Duration;
import java.util.Locale;

/** Lengths of time as a person reads them. */
final class Durations {
  private Durations() {}

  /** For example {@code 250 ms} or {@code 3.2 s}. */
  static String text(Duration duration) {
    long millis = duration.toMillis();
    return millis < 1000
        ? millis + " ms"
        : String.format(Locale.ROOT, "%.1f s", duration.toNanos() / 1e9);
  }

  /** Whether {@code since} is at least so long ago; never, when the limit is zero. */
  static boolean passed(Duration limit, long since, long now) {
    return !limit.isZero() && now - since >= limit.toNanos();
  }
}
