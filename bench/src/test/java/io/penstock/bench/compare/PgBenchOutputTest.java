package io.penstock.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.bench.process.BenchException;
import org.junit.jupiter.api.Test;

class PgBenchOutputTest {
  private static final String PRINTED =
      """
      pgbench (15.18, server 18.6)
      transaction type: <builtin: select only>
      scaling factor: 10
      query mode: simple
      number of clients: 40
      number of threads: 2
      maximum number of tries: 1
      duration: 3 s
      number of transactions actually processed: 45343
      number of failed transactions: 2 (0.004%)
      latency average = 2.641 ms
      latency stddev = 1.200 ms
      initial connection time = 30.100 ms
      tps = 15143.123456 (without initial connection time)
      """;

  @Test
  void readsWhatIsPrintedAtTheEnd() {
    assertThat(PgBenchOutput.parse(PRINTED))
        .isEqualTo(new PgBenchOutput(45343, 2, 15143.123456, 2.641));
  }

  @Test
  void readsTheEndOfARunThatReconnects() {
    String printed =
        PRINTED.replace(
            "tps = 15143.123456 (without initial connection time)",
            "tps = 812.5 (including reconnection times)");

    assertThat(PgBenchOutput.parse(printed).perSecond()).isEqualTo(812.5);
  }

  @Test
  void refusesAnOutputWithoutThroughput() {
    assertThatThrownBy(() -> PgBenchOutput.parse(PRINTED.replace("tps", "qps")))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("tps");
  }

  @Test
  void refusesARunThatFinishedNothing() {
    String printed = PRINTED.replace("processed: 45343", "processed: 0").replace("tps = ", "");

    assertThatThrownBy(() -> PgBenchOutput.parse(printed))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("no transaction");
  }

  @Test
  void readsReportsAndNothingElse() {
    assertThat(Progress.parse("progress: 2.0 s, 15143.5 tps, lat 2.64 ms stddev 1.2, 0 failed"))
        .contains(new Progress(15143.5));
    assertThat(Progress.parse("pgbench: error: connection failed")).isEmpty();
  }
}
