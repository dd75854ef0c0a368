package io.penstock.pool.node;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a node said of itself.
 *
 * @param timeline of its write-ahead log; 0 when it did not tell
 * @param lsn its write position, or for a replica its replay position; -1 when it did not tell
 * @param receivedLsn how much a replica has received; -1 when it did not tell, or is none
 * @param replayedAt when the last transaction that a replica replayed was committed
 * @param receiver the state of a replica's WAL receiver; null when it has none, or does not tell
 */
public record NodeReading(
    ObservedRole role,
    int timeline,
    long lsn,
    long receivedLsn,
    @Nullable Instant replayedAt,
    @Nullable String receiver) {
  /** Of a node that has not been asked. */
  public static final NodeReading NONE =
      new NodeReading(ObservedRole.UNKNOWN, 0, -1, -1, null, null);
}
