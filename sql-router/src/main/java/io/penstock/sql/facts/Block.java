package io.penstock.sql.facts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a node stands: its query block, and the CTEs that are seen there.
 *
 * @param number of the block
 * @param seen the innermost CTEs, null if there are none
 */
record Block(int number, @Nullable Seen seen) {
  /** A CTE's name, and those around and before it. */
  record Seen(String name, @Nullable Seen others) {}

  boolean seesCommonTable(String name) {
    for (Seen at = seen; at != null; at = at.others()) {
      if (at.name().equals(name)) {
        return true;
      }
    }
    return false;
  }

  Block with(List<String> names) {
    Seen all = seen;
    for (String name : names) {
      all = new Seen(name, all);
    }
    return new Block(number, all);
  }

  Block numbered(int other) {
    return new Block(other, seen);
  }
}
