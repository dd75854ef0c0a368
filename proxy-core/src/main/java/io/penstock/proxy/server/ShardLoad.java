package io.penstock.proxy.server;

import io.penstock.metrics.ShardSource;

/** What one shard has done in the last minute. Any thread; sample it about every second. */
final class ShardLoad {
  private static final int SECONDS = 60;

  private final ShardSource source;
  private final Totals[] samples = new Totals[SECONDS];
  private int taken;

  /** Statements, the time they took, and the bytes they brought. */
  record Totals(long queries, long queryNanos, long sentBytes) {
    static final Totals NONE = new Totals(0, 0, 0);
  }

  ShardLoad(ShardSource source) {
    this.source = source;
  }

  /** Since the process started. */
  Totals totals() {
    return new Totals(source.queries(), source.queryNanos(), source.sentBytes());
  }

  synchronized void sample() {
    samples[taken++ % SECONDS] = totals();
  }

  /** In the last minute, or since the process started if that is less. */
  synchronized Totals recent() {
    Totals now = totals();
    Totals then = taken < SECONDS ? Totals.NONE : samples[taken % SECONDS];
    return new Totals(
        now.queries() - then.queries(),
        now.queryNanos() - then.queryNanos(),
        now.sentBytes() - then.sentBytes());
  }
}
