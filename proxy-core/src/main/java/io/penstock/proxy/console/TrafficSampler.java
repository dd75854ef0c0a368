package io.penstock.proxy.console;

import io.penstock.metrics.TrafficTotals;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Averages over the last whole period, as PgBouncer's stats_period has them. Tick it about every
 * second. Any thread.
 */
public final class TrafficSampler {
  /** PgBouncer's default. */
  public static final Duration PERIOD = Duration.ofSeconds(60);

  private static final double NANOS_PER_SECOND = 1e9;

  private final LongSupplier clock;
  private Map<String, TrafficTotals> older = Map.of();
  private Map<String, TrafficTotals> newer = Map.of();
  private long olderAt;
  private long newerAt;

  /**
   * @param clock in nanoseconds
   */
  public TrafficSampler(LongSupplier clock) {
    this.clock = clock;
    olderAt = clock.getAsLong();
    newerAt = olderAt;
  }

  /** Begins the next period if this one is over. */
  public synchronized void tick(Map<String, TrafficTotals> totals) {
    long now = clock.getAsLong();
    if (now - newerAt >= PERIOD.toNanos()) {
      older = newer;
      olderAt = newerAt;
      newer = new HashMap<>(totals);
      newerAt = now;
    }
  }

  /** What this database did in the last whole period; nothing before one was complete. */
  public synchronized TrafficTotals average(String database) {
    TrafficTotals to = newer.get(database);
    double seconds = (newerAt - olderAt) / NANOS_PER_SECOND;
    if (to == null || seconds <= 0) {
      return TrafficTotals.ZERO;
    }
    return average(older.getOrDefault(database, TrafficTotals.ZERO), to, seconds);
  }

  /** Query and transaction times are per query and transaction, everything else per second. */
  private static TrafficTotals average(TrafficTotals from, TrafficTotals to, double seconds) {
    long queries = to.queries() - from.queries();
    long transactions = to.transactions() - from.transactions();
    return new TrafficTotals(
        rate(from.leases(), to.leases(), seconds),
        rate(from.transactions(), to.transactions(), seconds),
        rate(from.queries(), to.queries(), seconds),
        rate(from.receivedBytes(), to.receivedBytes(), seconds),
        rate(from.sentBytes(), to.sentBytes(), seconds),
        transactions == 0 ? 0 : (to.transactionNanos() - from.transactionNanos()) / transactions,
        queries == 0 ? 0 : (to.queryNanos() - from.queryNanos()) / queries,
        rate(from.waitNanos(), to.waitNanos(), seconds),
        rate(from.clientParses(), to.clientParses(), seconds),
        rate(from.serverParses(), to.serverParses(), seconds),
        rate(from.binds(), to.binds(), seconds),
        rate(from.logins(), to.logins(), seconds),
        rate(from.errors(), to.errors(), seconds));
  }

  private static long rate(long from, long to, double seconds) {
    return (long) ((to - from) / seconds);
  }
}
