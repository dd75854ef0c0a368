package io.penstock.pool.node;

/**
 * How far a replica is behind its primary.
 *
 * @param bytes from what it has replayed to the newest position known of the primary; -1 unknown
 * @param nanos for how long the primary has had something that it has not replayed; 0 when it has
 *     replayed all, however long ago that was written; -1 unknown
 * @param excessive whether it is so far behind that it takes no reads
 */
public record ReplicationLag(long bytes, long nanos, boolean excessive) {
  public static final ReplicationLag UNKNOWN = new ReplicationLag(-1, -1, false);

  /** Of a primary. */
  public static final ReplicationLag NONE = new ReplicationLag(0, 0, false);
}
