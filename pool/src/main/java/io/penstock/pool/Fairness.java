package io.penstock.pool;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** When a waiter somewhere else comes before one's own. */
final class Fairness {
  private static final long MARGIN_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private Fairness() {}

  /**
   * Whether a wait is so much longer than one's own that it is worth moving a connection: by a
   * quarter and 2 ms. Any wait is, when nobody of one's own waits ({@code own} is -1).
   */
  static boolean clearlyLonger(long wait, long own) {
    return own < 0 || wait > own + own / 4 + MARGIN_NANOS;
  }

  /**
   * Who gets an idle backend of {@code self}: that part itself, another one whose head waits
   * clearly longer and has nothing coming, or null when nobody waits.
   */
  static @Nullable PoolPart neediest(PoolPart[] parts, PoolPart self, long now) {
    long longest = self.waiters().headWait(now);
    PoolPart neediest = longest < 0 ? null : self;
    for (PoolPart part : parts) {
      if (part == self || part.waiters().publishedSize() <= part.transfers().incoming()) {
        continue;
      }
      long wait = part.waiters().headWait(now);
      boolean amongOthers = neediest != null && neediest != self;
      if (amongOthers ? wait > longest : wait >= 0 && clearlyLonger(wait, longest)) {
        neediest = part;
        longest = wait;
      }
    }
    return neediest;
  }
}
