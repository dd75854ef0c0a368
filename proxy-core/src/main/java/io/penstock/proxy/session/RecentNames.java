package io.penstock.proxy.session;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Names that were used lately: at least the last {@code limit} different ones, at most twice as
 * many. Any thread; takes a lock once for every {@code limit} names.
 *
 * <p>Two generations instead of an order of use: when the younger is full the older is dropped, and
 * a name that is found in the older moves to the younger.
 */
final class RecentNames {
  private final int limit;
  private volatile Set<String> younger = ConcurrentHashMap.newKeySet();
  private volatile Set<String> older = Set.of();

  RecentNames(int limit) {
    this.limit = limit;
  }

  void add(String name) {
    Set<String> names = younger;
    if (names.add(name) && names.size() >= limit) {
      age();
    }
  }

  /** Whether it is remembered; if so, for longer. */
  boolean contains(String name) {
    if (younger.contains(name)) {
      return true;
    }
    boolean known = older.contains(name);
    if (known) {
      add(name);
    }
    return known;
  }

  synchronized void clear() {
    older = Set.of();
    younger = ConcurrentHashMap.newKeySet();
  }

  private synchronized void age() {
    if (younger.size() >= limit) {
      older = younger;
      younger = ConcurrentHashMap.newKeySet();
    }
  }
}
