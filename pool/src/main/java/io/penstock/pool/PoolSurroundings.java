package io.penstock.pool;

import io.penstock.pool.connect.BackendConnector;
import java.util.function.LongSupplier;

/**
 * What every pool of a registry is given.
 *
 * @param clock nanoseconds, as of System.nanoTime
 * @param automatic whether pools schedule their own upkeep; else {@link WirePools#tick} does it
 */
record PoolSurroundings(
    EventLoops loops,
    BackendConnector connector,
    LimitRegistry registry,
    LongSupplier clock,
    boolean automatic) {}
