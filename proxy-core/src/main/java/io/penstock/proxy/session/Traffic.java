package io.penstock.proxy.session;

/**
 * Counts of one database on one event loop, written there alone and read by anyone: a reader may
 * see a value some statements old, never a torn one on a 64-bit machine.
 */
public final class Traffic {
  long transactions;
  long queries;
  long leases;
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

  /** Sums over loops, as the console and the meters show them. */
  public record Totals(
      long leases,
      long transactions,
      long queries,
      long receivedBytes,
      long sentBytes,
      long transactionNanos,
      long queryNanos,
      long waitNanos,
      long clientParses,
      long serverParses,
      long binds,
      long logins,
      long errors) {
    public static final Totals ZERO = new Totals(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    public Totals plus(Totals t) {
      return new Totals(
          leases + t.leases,
          transactions + t.transactions,
          queries + t.queries,
          receivedBytes + t.receivedBytes,
          sentBytes + t.sentBytes,
          transactionNanos + t.transactionNanos,
          queryNanos + t.queryNanos,
          waitNanos + t.waitNanos,
          clientParses + t.clientParses,
          serverParses + t.serverParses,
          binds + t.binds,
          logins + t.logins,
          errors + t.errors);
    }

    public Totals plus(Traffic t) {
      return new Totals(
          leases + t.leases,
          transactions + t.transactions,
          queries + t.queries,
          receivedBytes + t.receivedBytes,
          sentBytes + t.sentBytes,
          transactionNanos + t.transactionNanos,
          queryNanos + t.queryNanos,
          waitNanos + t.waitNanos,
          clientParses + t.clientParses,
          serverParses + t.serverParses,
          binds + t.binds,
          logins + t.logins,
          errors + t.errors);
    }
  }
}
