package io.penstock.sql.facts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a node stands: its query block, and what is seen there.
 *
 * @param number of the block
 * @param outer where names are looked for that the block's FROM does not have
 * @param sees the items of its FROM that are seen
 * @param restricts see {@link Match#restricts()}
 * @param seen the innermost CTEs, null if there are none
 */
record Block(int number, @Nullable Scope outer, Scope sees, Scope restricts, @Nullable Seen seen) {
  /** A CTE's name, and those around and before it. */
  record Seen(String name, @Nullable Seen others) {}

  Block(int number, @Nullable Scope outer, @Nullable Seen seen) {
    this(number, outer, Scope.of(number), Scope.of(number), seen);
  }

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
    return new Block(number, outer, sees, restricts, all);
  }

  /** The same where only these items are seen, and a condition restricts those. */
  Block within(Scope seesOnly, Scope restrictsOnly) {
    return new Block(number, outer, seesOnly, restrictsOnly, seen);
  }
}
