package io.penstock.bench.compare;

import org.jspecify.annotations.Nullable;

/**
 * What one run of pgbench found.
 *
 * @param perSecond transactions per second
 * @param averageMillis mean latency, with the time of a reconnect
 * @param p50Millis median latency of the logged transactions
 * @param p99Millis the latency that one of a hundred of them exceeds
 * @param failed transactions that failed
 * @param proxy what the proxy used, or null where there is none between
 */
record Measurement(
    double perSecond,
    double averageMillis,
    double p50Millis,
    double p99Millis,
    long failed,
    @Nullable ProxyCost proxy) {}
