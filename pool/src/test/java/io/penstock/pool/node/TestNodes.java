package io.penstock.pool.node;

import io.penstock.config.BreakerConfig;
import io.penstock.config.NodeRole;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** What the tests of this package make nodes of. */
final class TestNodes {
  static final BreakerConfig BREAKER = new BreakerConfig(3, Duration.ofSeconds(60));

  private TestNodes() {}

  static NodeReading says(ObservedRole role, int timeline, long lsn) {
    return new NodeReading(role, timeline, lsn, -1, null, null);
  }

  static NodeStatus status(
      String name, NodeRole configured, ObservedRole observed, boolean up, int timeline) {
    return new NodeStatus(
        name, configured, says(observed, timeline, 1), up, ReplicationLag.UNKNOWN, null);
  }

  static WatchedNode watched(String name, int weight, @Nullable String zone) {
    return new WatchedNode(name, NodeRole.AUTO, weight, zone, name + ":5432", null);
  }

  /** Time that passes only when a test says so. */
  static final class TestTime extends Clock {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    void advance(Duration duration) {
      now = now.plus(duration);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("the time of a test has no zone but UTC");
    }
  }
}
