package io.penstock.pool;

import java.util.ArrayList;
import java.util.List;

/** The invariants of a whole pool. */
final class PoolAudit {
  private PoolAudit() {}

  static void verify(WirePool pool, List<PartAudit> parts) {
    PoolSlots slots = pool.slots();
    List<String> problems = new ArrayList<>();
    int counted = slots.moving();
    for (PartAudit part : parts) {
      problems.addAll(part.problems());
      counted += part.idle() + part.leased() + part.closing() + part.opening();
    }
    if (counted != slots.total()) {
      problems.add("total: " + slots.total() + " (expected: " + counted + ", those found)");
    }
    int max = pool.spec().settings().size() + pool.spec().settings().reserve();
    if (slots.kept() > max) {
      problems.add("connections: " + slots.kept() + " (expected: <= " + max + ")");
    }
    if (!problems.isEmpty()) {
      throw new IllegalStateException("pool " + pool + ": " + String.join("; ", problems));
    }
  }
}
