package io.penstock.metrics;

/**
 * What the clients of one database and user have done since the process started; durations in
 * nanoseconds. Never falls.
 *
 * @param sentBytes bytes of backends for clients
 * @param waitNanos time clients waited for a backend
 * @param clientParses Parse messages of clients
 * @param serverParses Parse messages sent to backends
 * @param errors errors sent to clients
 */
public record TrafficTotals(
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
  public static final TrafficTotals ZERO = new TrafficTotals(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  public TrafficTotals plus(TrafficTotals other) {
    return new TrafficTotals(
        leases + other.leases,
        transactions + other.transactions,
        queries + other.queries,
        receivedBytes + other.receivedBytes,
        sentBytes + other.sentBytes,
        transactionNanos + other.transactionNanos,
        queryNanos + other.queryNanos,
        waitNanos + other.waitNanos,
        clientParses + other.clientParses,
        serverParses + other.serverParses,
        binds + other.binds,
        logins + other.logins,
        errors + other.errors);
  }
}
