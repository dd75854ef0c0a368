package io.penstock.pool.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NodeLoadTest {
  private final NodeLoad load = new NodeLoad(2);

  @Test
  void everyLoopCountsForItselfAndAllTogetherAreShown() {
    load.began(0);
    load.began(1);
    load.began(1);
    assertThat(load.inFlight(0)).isEqualTo(1);
    assertThat(load.inFlight(1)).isEqualTo(2);
    assertThat(load.inFlight()).isEqualTo(3);
    load.ended(1, 1000);
    assertThat(load.inFlight(1)).isEqualTo(1);
    assertThat(load.latency(1)).isEqualTo(1000);
    assertThat(load.latency(0)).isZero();
    assertThat(load.latencyNanos()).isEqualTo(1000);
  }

  @Test
  void latencyIsAMeanThatFollowsWhatIsNew() {
    for (int i = 0; i < 100; i++) {
      load.began(0);
      load.ended(0, 1_000_000);
    }
    assertThat(load.latency(0)).isEqualTo(1_000_000);
    for (int i = 0; i < 16; i++) {
      load.began(0);
      load.ended(0, 9_000_000);
    }
    assertThat(load.latency(0)).isBetween(5_000_000L, 7_000_000L);
  }

  @Test
  void aReadThatTellsNothingEndsWithoutChangingTheMean() {
    load.began(0);
    load.ended(0, 500);
    load.began(0);
    load.ended(0, -1);
    assertThat(load.inFlight()).isZero();
    assertThat(load.latency(0)).isEqualTo(500);
  }

  @Test
  void whatIsNotHeardOfFadesButNotWhatIsInFlight() {
    load.began(0);
    load.ended(0, 1000);
    load.fade();
    assertThat(load.latency(0)).as("heard of since").isEqualTo(1000);
    load.fade();
    assertThat(load.latency(0)).isEqualTo(500);
    load.began(0);
    load.fade();
    assertThat(load.latency(0)).as("somebody waits there").isEqualTo(500);
  }
}
