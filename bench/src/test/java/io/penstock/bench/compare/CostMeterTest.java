package io.penstock.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.penstock.bench.process.BenchException;
import io.penstock.bench.process.ProcessReading;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;

class CostMeterTest {
  @Test
  void countsFromTheFirstReportToTheLastByItsOwnClock() {
    ArrayDeque<ProcessReading> readings =
        new ArrayDeque<>(
            List.of(
                new ProcessReading(9_000_000, 1_000_000, 100),
                new ProcessReading(9_100_000, 1_300_000, 200),
                new ProcessReading(9_300_000, 1_700_000, 300)));
    ArrayDeque<Long> times =
        new ArrayDeque<>(List.of(7_000_000_000L, 8_000_000_000L, 8_500_000_000L));
    CostMeter meter = new CostMeter(readings::remove, times::remove);

    meter.reported(new Progress(99_999));
    meter.reported(new Progress(10_000));
    meter.reported(new Progress(20_000));

    ProxyCost cost = meter.cost();
    assertThat(cost.userMicros()).isEqualTo(300_000 / 20_000.0, within(1e-9));
    assertThat(cost.systemMicros()).isEqualTo(700_000 / 20_000.0, within(1e-9));
    assertThat(cost.totalMicros()).isEqualTo(50, within(1e-9));
    assertThat(cost.residentKilobytes()).isEqualTo(300);
  }

  @Test
  void refusesToTellTheCostOfOneReport() {
    CostMeter meter = new CostMeter(() -> new ProcessReading(1, 1, 1), () -> 1);
    meter.reported(new Progress(100));

    assertThatThrownBy(meter::cost)
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("more seconds");
  }
}
