package io.penstock.pool.node;

/**
 * When the primary was first seen at which write position. Bounded: the older they are, the greater
 * the distances at which samples are kept, a sixteenth of their age. That is 200 of them for a day
 * of seconds. For one thread at a time.
 */
final class PositionHistory {
  private static final int CAPACITY = 512;
  private static final int PRECISION = 16;

  private final long[] times = new long[CAPACITY];
  private final long[] positions = new long[CAPACITY];
  private int count;

  void clear() {
    count = 0;
  }

  /** The primary is here now. Nothing is noted when it has not moved. */
  void add(long nanos, long lsn) {
    if (count > 0 && Long.compareUnsigned(lsn, positions[count - 1]) <= 0) {
      return;
    }
    if (count == CAPACITY) {
      thinOut(nanos);
    }
    times[count] = nanos;
    positions[count] = lsn;
    count++;
  }

  /** Whether no position is known. */
  boolean isEmpty() {
    return count == 0;
  }

  /** The first position that was seen. */
  long start() {
    return positions[0];
  }

  /** The newest position. */
  long newest() {
    return positions[count - 1];
  }

  /**
   * For how long there has been something beyond this position, in nanoseconds; 0 when there is
   * nothing. At most one distance between two samples too little, never too much.
   */
  long age(long lsn, long now) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(positions[middle], lsn) > 0) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low == count ? 0 : Math.max(0, now - times[low]);
  }

  /** Drops what its neighbours can stand for, but neither the first nor the last. */
  private void thinOut(long now) {
    int kept = 1;
    for (int i = 1; i < count; i++) {
      boolean last = i == count - 1;
      if (last || times[i + 1] - times[kept - 1] > (now - times[i + 1]) / PRECISION) {
        times[kept] = times[i];
        positions[kept] = positions[i];
        kept++;
      }
    }
    // No clock runs so that nothing could be dropped; but then the newest gives way.
    count = Math.min(kept, CAPACITY - 1);
  }
}
