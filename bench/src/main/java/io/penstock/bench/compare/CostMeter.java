package io.penstock.bench.compare;

import io.penstock.bench.process.BenchException;
import io.penstock.bench.process.ProcessReading;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * CPU per transaction, from pgbench's first report to its last: the first second, with its
 * connecting and logging in, is not counted. Confined to one thread.
 */
final class CostMeter {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Supplier<ProcessReading> process;
  private final LongSupplier nanoClock;
  private @Nullable ProcessReading first;
  private @Nullable ProcessReading last;
  private long lastNanos;
  private double transactions;

  CostMeter(Supplier<ProcessReading> process, LongSupplier nanoClock) {
    this.process = process;
    this.nanoClock = nanoClock;
  }

  /** To be called as the report comes. */
  void reported(Progress progress) {
    ProcessReading reading = process.get();
    long now = nanoClock.getAsLong();
    if (first == null) {
      first = reading;
    } else {
      // pgbench rounds the time it prints to a tenth of a second; ours is exact.
      transactions += progress.perSecond() * (now - lastNanos) / NANOS_PER_SECOND;
    }
    last = reading;
    lastNanos = now;
  }

  /**
   * The sum.
   *
   * @throws BenchException unless there were two reports with a transaction between
   */
  ProxyCost cost() {
    ProcessReading from = first;
    ProcessReading to = last;
    if (from == null || to == null || transactions <= 0) {
      throw new BenchException("pgbench reported no progress: measure for more seconds");
    }
    return new ProxyCost(
        (to.userMicros() - from.userMicros()) / transactions,
        (to.systemMicros() - from.systemMicros()) / transactions,
        to.residentKilobytes());
  }
}
