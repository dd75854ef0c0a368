package io.penstock.sql.route;

import io.penstock.sql.catalog.SearchPath;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What is known of statements, by fingerprint and by what names mean to their session. Bounded: a
 * set of four places for each hash, of which a new statement takes one in turn. Looking up
 * allocates nothing and takes no lock; for any thread, and what two threads put at once may be
 * lost.
 */
final class RouteCache {
  private static final int WAYS = 4;

  private final AtomicReferenceArray<@Nullable Entry> places;
  private final int mask;

  private record Entry(long high, long low, SessionMarks marks, StatementRoute route) {}

  /**
   * @param sets how many hashes are told apart; a power of two
   */
  RouteCache(int sets) {
    if (Integer.bitCount(sets) != 1) {
      throw new IllegalArgumentException("sets: " + sets + " (expected: a power of two)");
    }
    this.places = new AtomicReferenceArray<>(sets * WAYS);
    this.mask = sets - 1;
  }

  private int first(long high, long low, SearchPath path) {
    long mixed = (high ^ Long.rotateLeft(low, 21)) + path.hashCode() * 0x9E3779B97F4A7C15L;
    return (int) ((mixed ^ (mixed >>> 32)) & mask) * WAYS;
  }

  @Nullable StatementRoute get(long high, long low, SessionMarks marks) {
    int first = first(high, low, marks.path());
    for (int way = 0; way < WAYS; way++) {
      Entry entry = places.get(first + way);
      if (entry != null
          && entry.low == low
          && entry.high == high
          && entry.marks.temporary() == marks.temporary()
          && entry.marks.path().equals(marks.path())) {
        return entry.route;
      }
    }
    return null;
  }

  void put(long high, long low, SessionMarks marks, StatementRoute route) {
    int first = first(high, low, marks.path());
    int place = first + (int) ((low >>> 40) & (WAYS - 1));
    for (int way = 0; way < WAYS; way++) {
      Entry entry = places.get(first + way);
      if (entry == null || same(entry, high, low, marks)) {
        place = first + way;
        break;
      }
    }
    places.set(place, new Entry(high, low, marks, route));
  }

  /** Forgets a statement, whatever its names mean. */
  void forget(long high, long low) {
    for (int place = 0; place < places.length(); place++) {
      Entry entry = places.get(place);
      if (entry != null && entry.low == low && entry.high == high) {
        places.compareAndSet(place, entry, null);
      }
    }
  }

  private static boolean same(Entry entry, long high, long low, SessionMarks marks) {
    return entry.low == low && entry.high == high && entry.marks.equals(marks);
  }
}
