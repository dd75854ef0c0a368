package io.penstock.pool;

import io.penstock.pool.connect.ConnectFailure;

/**
 * Connecting has failed and not succeeded since. Times are of the pool's nanosecond clock.
 *
 * @param since of the first failure; while the database is missing, of the last attempt's beginning
 * @param attempts that failed
 * @param nextAttempt before this nobody tries
 * @param last the most recent failure
 */
record Outage(long since, int attempts, long nextAttempt, ConnectFailure last) {}
