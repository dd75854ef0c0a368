package io.penstock.pool;

/**
 * A pool's numbers, read without stopping it: each is true for a moment of its own.
 *
 * @param idle ready to be leased
 * @param active leased
 * @param opening being connected
 * @param waiting waiters in the queue
 * @param longestWaitNanos how long the oldest of them has waited; 0 when none waits
 * @param total connections that count against the size: idle, active, opening, moving, closing
 */
public record PoolCounts(
    int idle, int active, int opening, int waiting, long longestWaitNanos, int total) {}
