package io.penstock.proxy.move;

import java.time.Duration;

/**
 * How keys are moved.
 *
 * @param pause how long keys may be held at most
 * @param batchRows how many rows are moved at once at most
 * @param patience how long to try again when a server or proxy does not answer, or transactions
 *     stand in the way
 * @param others whether there may be connections to the shards that are of no proxy
 */
public record MoveOptions(Duration pause, int batchRows, Duration patience, boolean others) {
  /** How long proxies wait for what was sent before. */
  Duration drain() {
    return pause.dividedBy(3);
  }

  /** After that proxies take whoever moves for lost. */
  int holdMillis() {
    return (int) pause.toMillis() + 2_000;
  }
}
