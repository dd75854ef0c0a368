package io.penstock.pool.node;

/**
 * One node's time as primary. What was learned of write positions or of rows in another epoch may
 * not be true in this one.
 *
 * @param timeline of its write-ahead log; 0 when it cannot be told
 * @param number greater than that of every epoch before, as this process has seen them
 */
public record PrimaryEpoch(String node, int timeline, long number) {
  /** The epoch in which this node is the primary: this one, or the next. */
  PrimaryEpoch followedBy(String primary, int primaryTimeline) {
    if (!primary.equals(node)) {
      return new PrimaryEpoch(primary, primaryTimeline, number + 1);
    }
    if (primaryTimeline == timeline || primaryTimeline == 0) {
      return this;
    }
    return new PrimaryEpoch(node, primaryTimeline, timeline == 0 ? number : number + 1);
  }
}
