package io.penstock.proxy.cli.tour;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits for what another process will show in its own time. */
final class Awaited {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final long PAUSE_MILLIS = 5;

  @FunctionalInterface
  interface Condition {
    boolean holds() throws SQLException;
  }

  private Awaited() {}

  /**
   * Returns as soon as the condition holds.
   *
   * @throws StepFailedException if it does not within 20 seconds
   */
  static void until(String what, Condition condition) throws SQLException, InterruptedException {
    long start = System.nanoTime();
    while (!condition.holds()) {
      if (System.nanoTime() - start > LIMIT.toNanos()) {
        throw new StepFailedException("not within %d s: %s".formatted(LIMIT.toSeconds(), what));
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
  }
}
