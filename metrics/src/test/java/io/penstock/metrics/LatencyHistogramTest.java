package io.penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
  private final MeterBoard board = new MeterBoard();
  private final LatencyHistogram delays =
      board.histogram(PenstockMeter.EVENT_LOOP_DELAY, List.of("0"));

  @Test
  void aDurationCountsInEveryBucketItFitsInto() {
    delays.record(0);
    delays.record(-5);
    delays.record(TimeUnit.MICROSECONDS.toNanos(100));
    delays.record(TimeUnit.MICROSECONDS.toNanos(100) + 1);
    delays.record(TimeUnit.SECONDS.toNanos(3));
    delays.record(TimeUnit.HOURS.toNanos(1));
    PrometheusText text = PrometheusText.parse(board.scrape());
    assertThat(bucket(text, "1.0E-4")).isEqualTo(3);
    assertThat(bucket(text, "2.5E-4")).isEqualTo(4);
    assertThat(bucket(text, "2.5")).isEqualTo(4);
    assertThat(bucket(text, "5.0")).isEqualTo(5);
    assertThat(bucket(text, "30.0")).isEqualTo(5);
    assertThat(bucket(text, "+Inf")).isEqualTo(6);
    assertThat(text.value("penstock_event_loop_delay_seconds_count{loop=\"0\"}")).isEqualTo(6);
    assertThat(text.value("penstock_event_loop_delay_seconds_sum{loop=\"0\"}"))
        .isCloseTo(3603.000_2, within(1e-6));
    assertThat(text.types()).containsEntry("penstock_event_loop_delay_seconds", "histogram");
  }

  private static double bucket(PrometheusText text, String bound) {
    return text.value("penstock_event_loop_delay_seconds_bucket{loop=\"0\",le=\"" + bound + "\"}");
  }
}
