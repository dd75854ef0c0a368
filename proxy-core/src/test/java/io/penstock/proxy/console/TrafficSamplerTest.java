package io.penstock.proxy.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.metrics.TrafficTotals;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TrafficSamplerTest {
  private long now = TimeUnit.DAYS.toNanos(-3);
  private final TrafficSampler sampler = new TrafficSampler(() -> now);

  @Test
  void thereIsNoAverageBeforeAPeriodIsOver() {
    tick(59, totals(600));
    assertThat(sampler.average("shop")).isEqualTo(TrafficTotals.ZERO);
  }

  @Test
  void averagesAreOfTheLastWholePeriodOnly() {
    tick(60, totals(6_000));
    tick(60, totals(6_600));
    tick(30, totals(1_000_000));
    assertThat(sampler.average("shop").queries()).isEqualTo(10);
    assertThat(sampler.average("shop").sentBytes()).isEqualTo(10);
  }

  @Test
  void aPeriodThatLastedLongerIsDividedByItsRealLength() {
    tick(60, totals(0));
    tick(120, totals(1_200));
    assertThat(sampler.average("shop").queries()).isEqualTo(10);
  }

  @Test
  void timesArePerTransactionAndPerQueryButWaitsPerSecond() {
    tick(60, TrafficTotals.ZERO);
    tick(60, new TrafficTotals(0, 4, 8, 0, 0, 400, 1_600, 6_000, 0, 0, 0, 0, 0));
    assertThat(sampler.average("shop").transactionNanos()).isEqualTo(100);
    assertThat(sampler.average("shop").queryNanos()).isEqualTo(200);
    assertThat(sampler.average("shop").waitNanos()).isEqualTo(100);
  }

  @Test
  void aDatabaseThatDidNothingOrIsUnknownHasZeroes() {
    tick(60, totals(5));
    tick(60, totals(5));
    assertThat(sampler.average("shop")).isEqualTo(TrafficTotals.ZERO);
    assertThat(sampler.average("other")).isEqualTo(TrafficTotals.ZERO);
  }

  private void tick(long seconds, TrafficTotals shop) {
    now += TimeUnit.SECONDS.toNanos(seconds);
    sampler.tick(Map.of("shop", shop));
  }

  private static TrafficTotals totals(long count) {
    return new TrafficTotals(0, 0, count, 0, count, 0, 0, 0, 0, 0, 0, 0, 0);
  }
}
