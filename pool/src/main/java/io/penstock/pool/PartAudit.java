package io.penstock.pool;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One loop's share of a pool, counted anew.
 *
 * @param problems what does not add up
 */
record PartAudit(int idle, int leased, int closing, int opening, List<String> problems) {
  static PartAudit of(Set<Backend> members, List<Backend> stack, PartCounts counts) {
    List<String> problems = new ArrayList<>();
    int idle = 0;
    int leased = 0;
    int closing = 0;
    for (Backend backend : members) {
      switch (backend.state()) {
        case IDLE -> idle++;
        case LEASED -> leased++;
        case CLOSING -> closing++;
        case MOVING, CLOSED -> problems.add(backend + " is still a member");
      }
      if (backend.receiver() != null && backend.state() != BackendState.LEASED) {
        problems.add(backend + " has a receiver without a lease");
      }
    }
    Set<Backend> distinct = new HashSet<>(stack);
    if (distinct.size() != stack.size()) {
      problems.add("a backend is twice on the idle stack");
    }
    for (Backend backend : distinct) {
      if (backend.state() != BackendState.IDLE || !members.contains(backend)) {
        problems.add(backend + " is on the idle stack");
      }
    }
    if (idle != stack.size()) {
      problems.add("idle: " + idle + " (expected: " + stack.size() + ", those on the stack)");
    }
    if (leased != counts.active()) {
      problems.add("leased: " + leased + " (expected: " + counts.active() + ", the count)");
    }
    return new PartAudit(idle, leased, closing, counts.opening(), problems);
  }
}
