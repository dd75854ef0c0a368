package io.penstock.metrics;

/** What one shard has done for clients since the process started. Never falls. Any thread. */
public interface ShardSource {
  /** Statements sent to it. */
  long queries();

  /** Time it took for them. */
  long queryNanos();

  /** Bytes it sent. */
  long sentBytes();
}
