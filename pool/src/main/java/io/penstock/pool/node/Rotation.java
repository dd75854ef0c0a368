package io.penstock.pool.node;

/**
 * Since when a node takes part in the reads. Its share grows to what its weight says, for it comes
 * back with cold caches; one that was there from the beginning has all of it at once. For one
 * thread at a time.
 */
final class Rotation {
  private static final double LEAST_SHARE = 0.05;

  private final long slowStartNanos;
  private boolean in;
  private boolean wasOut;
  private long since;

  Rotation(long slowStartNanos) {
    this.slowStartNanos = slowStartNanos;
  }

  void in(long now) {
    if (!in) {
      in = true;
      since = wasOut ? now : now - slowStartNanos;
    }
  }

  void out() {
    in = false;
    wasOut = true;
  }

  /** How much of its weight counts, from a twentieth to 1. */
  double share(long now) {
    if (!in || now - since >= slowStartNanos) {
      return 1;
    }
    return Math.max(LEAST_SHARE, (double) (now - since) / slowStartNanos);
  }
}
