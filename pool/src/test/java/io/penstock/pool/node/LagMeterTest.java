package io.penstock.pool.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.Consistency;
import io.penstock.config.OnNoReplica;
import io.penstock.config.Reads;
import io.penstock.config.RoutingConfig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LagMeterTest {
  private static final long SECOND = 1_000_000_000L;
  private static final PrimaryEpoch EPOCH = new PrimaryEpoch("a", 1, 1);

  private final LagMeter meter =
      new LagMeter(
          new RoutingConfig(
              Reads.PREFER_REPLICA,
              Consistency.BOUNDED,
              Duration.ofSeconds(5),
              null,
              null,
              Duration.ZERO,
              OnNoReplica.PRIMARY,
              List.of()));

  private static NodeReading replayed(long lsn) {
    return TestNodes.says(ObservedRole.REPLICA, 1, lsn);
  }

  @Test
  void nothingIsKnownBeforeThePrimaryAnswers() {
    assertThat(meter.of(replayed(5), ReplicationLag.UNKNOWN, false, 0))
        .isEqualTo(ReplicationLag.UNKNOWN);
  }

  @Test
  void anIdlePrimaryHasNoReplicaBehindHoweverLongAgoItsLastWriteIs() {
    meter.primaryAt(EPOCH, 100, 0);
    for (long second = 1; second < 100_000; second += 1000) {
      meter.primaryAt(EPOCH, 100, second * SECOND);
      assertThat(meter.of(replayed(100), ReplicationLag.NONE, true, second * SECOND))
          .isEqualTo(new ReplicationLag(0, 0, false));
    }
  }

  @Test
  void lagIsTheAgeOfTheOldestPositionThatIsNotReplayed() {
    meter.primaryAt(EPOCH, 100, 0);
    meter.primaryAt(EPOCH, 200, SECOND);
    meter.primaryAt(EPOCH, 300, 2 * SECOND);
    assertThat(meter.of(replayed(150), ReplicationLag.NONE, true, 4 * SECOND))
        .isEqualTo(new ReplicationLag(150, 3 * SECOND, false));
    assertThat(meter.of(replayed(200), ReplicationLag.NONE, true, 4 * SECOND).nanos())
        .isEqualTo(2 * SECOND);
    assertThat(meter.of(replayed(400), ReplicationLag.NONE, true, 4 * SECOND))
        .isEqualTo(ReplicationLag.NONE);
  }

  @Test
  void aWriteAfterALongSilenceDoesNotMakeAReplicaLookLate() {
    meter.primaryAt(EPOCH, 100, 0);
    meter.primaryAt(EPOCH, 200, 3600 * SECOND);
    assertThat(meter.of(replayed(100), ReplicationLag.NONE, true, 3600 * SECOND + 1).nanos())
        .isEqualTo(1);
  }

  @Test
  void aReplicaLeavesBeyondMaxLagAndReturnsBelowHalfOfIt() {
    meter.primaryAt(EPOCH, 100, 0);
    for (int second = 1; second <= 20; second++) {
      meter.primaryAt(EPOCH, 100 + second, second * SECOND);
    }
    ReplicationLag lag = ReplicationLag.NONE;
    lag = meter.of(replayed(114), lag, true, 20 * SECOND);
    assertThat(lag.nanos()).isEqualTo(5 * SECOND);
    assertThat(lag.excessive()).isFalse();
    lag = meter.of(replayed(113), lag, true, 20 * SECOND);
    assertThat(lag.excessive()).isTrue();
    lag = meter.of(replayed(116), lag, true, 20 * SECOND);
    assertThat(lag.nanos()).isEqualTo(3 * SECOND);
    assertThat(lag.excessive()).isTrue();
    lag = meter.of(replayed(117), lag, true, 20 * SECOND);
    assertThat(lag.excessive()).isFalse();
  }

  @Test
  void whileThePrimaryIsSilentNoReplicaGetsOlder() {
    meter.primaryAt(EPOCH, 100, 0);
    meter.primaryAt(EPOCH, 200, SECOND);
    assertThat(meter.of(replayed(150), ReplicationLag.NONE, false, 1000 * SECOND))
        .isEqualTo(new ReplicationLag(50, 0, false));
  }

  @Test
  void positionsOfAnotherPrimaryAreForgotten() {
    meter.primaryAt(EPOCH, 1000, 0);
    meter.primaryAt(new PrimaryEpoch("b", 2, 2), 500, SECOND);
    assertThat(meter.of(replayed(500), ReplicationLag.NONE, true, 9 * SECOND).bytes()).isZero();
  }

  @Test
  void aReplicaThatHasReplayedWhatThePromotedPrimaryNeverHadIsOut() {
    meter.primaryAt(new PrimaryEpoch("b", 2, 2), 500, 0);
    assertThat(meter.of(replayed(501), ReplicationLag.NONE, true, 1).excessive()).isTrue();
    assertThat(meter.of(replayed(500), ReplicationLag.NONE, true, 1).excessive()).isFalse();
    NodeReading joined = TestNodes.says(ObservedRole.REPLICA, 2, 501);
    assertThat(meter.of(joined, ReplicationLag.NONE, true, 1).excessive()).isFalse();
  }

  @Test
  void theHistoryIsBoundedAndStaysRightForWhatIsOldAndWhatIsNew() {
    PositionHistory history = new PositionHistory();
    int samples = 100_000;
    for (int i = 0; i < samples; i++) {
      history.add(i * SECOND, i);
    }
    long now = samples * SECOND;
    assertThat(history.start()).isZero();
    assertThat(history.newest()).isEqualTo(samples - 1);
    assertThat(history.age(samples - 1, now)).isZero();
    assertThat(history.age(samples - 10, now)).isEqualTo(9 * SECOND);
    // Old ones are kept at greater distances, so they look younger than they are, never older.
    for (int behind = 1; behind < samples; behind *= 3) {
      long age = history.age(samples - 1 - behind, now) / SECOND;
      assertThat(age).as("%d behind", behind).isBetween(behind * 9L / 10, (long) behind);
    }
  }
}
