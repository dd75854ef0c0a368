package io.penstock.proxy.console;

import io.penstock.config.PoolMode;
import io.penstock.pool.PoolCounts;

/**
 * The pools of one database and user, all nodes together.
 *
 * @param database as clients name it
 * @param user on the backend
 * @param clientsActive clients that do not wait for a backend, the idle ones included
 */
public record PoolView(
    String database,
    String user,
    PoolMode mode,
    int clientsActive,
    int clientsWaiting,
    PoolCounts backends) {}
