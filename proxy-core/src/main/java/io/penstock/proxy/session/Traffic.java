package io.penstock.proxy.session;

import io.penstock.metrics.TrafficTotals;
import io.penstock.pool.node.NoReplica;
import io.penstock.sql.route.RouteReason;

/**
 * Counts of one database on one event loop, written there alone and read by anyone: a reader may
 * see a value some statements old, never a torn one on a 64-bit machine.
 */
@SuppressWarnings("EnumOrdinal") // Arrays are counted up without allocation, and never kept.
public final class Traffic {
  private static final int REASONS = RouteReason.values().length;

  long transactions;
  long queries;
  long leases;
  long readRetries;
  private final long[] fallbacks = new long[NoReplica.values().length];

  /** By {@link RouteReason}: first those that went to the primary, then those to replicas. */
  private final long[] routed = new long[2 * REASONS];

  long receivedBytes;
  long sentBytes;
  long transactionNanos;
  long queryNanos;
  long waitNanos;
  long clientParses;
  long serverParses;
  long binds;
  long logins;
  long errors;

  void routed(RouteReason reason, boolean toReplica) {
    routed[reason.ordinal() + (toReplica ? REASONS : 0)]++;
  }

  void fallBack(NoReplica why) {
    fallbacks[why.ordinal()]++;
  }

  /** How many exchanges went to the primary, or to replicas, for this reason. Any thread. */
  public long routedBecause(RouteReason reason, boolean toReplica) {
    return routed[reason.ordinal() + (toReplica ? REASONS : 0)];
  }

  /** How many reads went to the primary because no replica could serve them. Any thread. */
  public long fellBack(NoReplica why) {
    return fallbacks[why.ordinal()];
  }

  /** How many reads were sent to another node because one had failed. Any thread. */
  public long retriedReads() {
    return readRetries;
  }

  /** Any thread. */
  public TrafficTotals totals() {
    return new TrafficTotals(
        leases,
        transactions,
        queries,
        receivedBytes,
        sentBytes,
        transactionNanos,
        queryNanos,
        waitNanos,
        clientParses,
        serverParses,
        binds,
        logins,
        errors);
  }
}
