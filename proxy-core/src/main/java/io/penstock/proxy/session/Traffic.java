package io.penstock.proxy.session;

import io.penstock.metrics.TrafficTotals;

/**
 * Counts of one database on one event loop, written there alone and read by anyone: a reader may
 * see a value some statements old, never a torn one on a 64-bit machine.
 */
public final class Traffic {
  long transactions;
  long queries;
  long leases;
  long routedToPrimary;
  long routedToReaders;
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
