package io.penstock.pool.node;

import io.penstock.config.RoutingConfig;
import org.jspecify.annotations.Nullable;

/** Measures how far the replicas of one database are behind. For one thread at a time. */
final class LagMeter {
  private final long maxNanos;
  private final long recoveryNanos;
  private final PositionHistory history = new PositionHistory();
  private @Nullable PrimaryEpoch epoch;
  private long lastAnswer;

  LagMeter(RoutingConfig routing) {
    this.maxNanos = routing.maxLag().toNanos();
    this.recoveryNanos = routing.recovery().toNanos();
  }

  /** The primary said where it is. Positions of another epoch are forgotten. */
  void primaryAt(@Nullable PrimaryEpoch current, long lsn, long now) {
    if (epoch == null || current == null || epoch.number() != current.number()) {
      history.clear();
    }
    epoch = current;
    lastAnswer = now;
    if (lsn >= 0) {
      history.add(now, lsn);
    }
  }

  /**
   * How far behind a replica is.
   *
   * @param before what it was at its last reading
   * @param primaryAnswers while it does not, nobody can write, so nothing gets older than it was
   *     when it answered last
   */
  ReplicationLag of(NodeReading reading, ReplicationLag before, boolean primaryAnswers, long now) {
    if (history.isEmpty() || reading.lsn() < 0) {
      return new ReplicationLag(-1, -1, before.excessive());
    }
    long bytes = Math.max(0, history.newest() - reading.lsn());
    long nanos = history.age(reading.lsn(), primaryAnswers ? now : lastAnswer);
    boolean excessive =
        nanos > (before.excessive() ? recoveryNanos : maxNanos) || hasLeftTheTimeline(reading);
    return new ReplicationLag(bytes, nanos, excessive);
  }

  /** It has replayed what the promoted primary never had. */
  private boolean hasLeftTheTimeline(NodeReading reading) {
    PrimaryEpoch current = epoch;
    return current != null
        && reading.timeline() > 0
        && reading.timeline() < current.timeline()
        && Long.compareUnsigned(reading.lsn(), history.start()) > 0;
  }
}
