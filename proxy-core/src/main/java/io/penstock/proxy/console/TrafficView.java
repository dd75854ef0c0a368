package io.penstock.proxy.console;

import io.penstock.metrics.TrafficTotals;

/**
 * What one database has done.
 *
 * @param total since the start
 * @param average in the last whole period: times per statement, transaction or second as PgBouncer
 *     has them, all else per second
 */
public record TrafficView(String database, TrafficTotals total, TrafficTotals average) {}
