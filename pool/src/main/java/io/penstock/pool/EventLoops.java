package io.penstock.pool;

import io.netty.channel.EventLoop;
import java.util.List;

/** The event loops, numbered. */
final class EventLoops {
  private final EventLoop[] loops;

  EventLoops(List<EventLoop> loops) {
    if (loops.isEmpty()) {
      throw new IllegalArgumentException("event loops: 0 (expected: >= 1)");
    }
    this.loops = loops.toArray(EventLoop[]::new);
  }

  int count() {
    return loops.length;
  }

  EventLoop get(int index) {
    return loops[index];
  }

  /** A linear search: there are as many loops as cores, and the first cache lines hold them. */
  int indexOf(EventLoop loop) {
    for (int i = 0; i < loops.length; i++) {
      if (loops[i].equals(loop)) {
        return i;
      }
    }
    throw new IllegalArgumentException(
        "event loop of another group: " + loop + " (expected: one of the pool's)");
  }
}
