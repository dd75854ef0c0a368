package io.penstock.pool.node;

/**
 * What the choice of a node needs to know of all of them, at one moment: sets are the bits of a
 * long, arrays are by index. Published as a whole, never changed.
 *
 * @param primary the node that takes writes; empty while none is known
 * @param replicas those that take reads
 * @param either the replicas, and the primary if its weight lets it take reads
 * @param up those that answer
 * @param lagging those too far behind
 * @param local those of this proxy's zone
 * @param lsn replayed positions; -1 unknown, or not of the primary's timeline
 * @param lagNanos -1 unknown
 * @param weights never 0
 */
@SuppressWarnings("ArrayRecordComponent") // never handed out
record Candidates(
    Node[] nodes,
    long primary,
    long replicas,
    long either,
    long up,
    long lagging,
    long local,
    long[] lsn,
    long[] lagNanos,
    int[] weights) {}
