package io.penstock.pool;

import java.util.concurrent.atomic.AtomicInteger;

/** How many backends of one loop are leased or being opened; written there, read anywhere. */
final class PartCounts {
  private final AtomicInteger active = new AtomicInteger();
  private final AtomicInteger opening = new AtomicInteger();

  /** Any thread. */
  int active() {
    return active.get();
  }

  /** Any thread. */
  int opening() {
    return opening.get();
  }

  /** On the loop, the only one that writes: so it need not be atomic, nor seen at once. */
  void addActive(int difference) {
    active.lazySet(active.get() + difference);
  }

  /** As {@link #addActive}. */
  void addOpening(int difference) {
    opening.lazySet(opening.get() + difference);
  }
}
