package io.penstock.bench.compare;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What pgbench reports while it runs.
 *
 * @param perSecond transactions per second since the report before
 */
record Progress(double perSecond) {
  private static final Pattern LINE = Pattern.compile("progress: [0-9.]+ s, ([0-9.]+) tps, .*");

  /** Reads a line, if it is a report. */
  static Optional<Progress> parse(String line) {
    Matcher matcher = LINE.matcher(line);
    return matcher.matches()
        ? Optional.of(new Progress(Double.parseDouble(matcher.group(1))))
        : Optional.empty();
  }
}
