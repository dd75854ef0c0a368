package io.penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ErrorMetersTest {
  private final MeterBoard board = new MeterBoard();
  private final ErrorMeters errors = new ErrorMeters(board);

  @Test
  void errorsAreCountedByClassAndTheNotableOnesByState() {
    errors.count("42601");
    errors.count("42P01");
    errors.count("40P01");
    count("40P01");
    count("P0001");
    PrometheusText text = PrometheusText.parse(board.scrape());
    assertThat(text.value("penstock_errors_total{class=\"42\"}")).isEqualTo(2);
    assertThat(text.value("penstock_errors_total{class=\"40\"}")).isEqualTo(2);
    assertThat(text.value("penstock_errors_total{class=\"P0\"}")).isEqualTo(1);
    assertThat(text.value("penstock_notable_errors_total{sqlstate=\"40P01\"}")).isEqualTo(2);
    assertThat(text.value("penstock_notable_errors_total{sqlstate=\"40001\"}")).isZero();
    assertThat(text.samples())
        .doesNotContainKey("penstock_notable_errors_total{sqlstate=\"42601\"}");
  }

  @Test
  void whatIsNoKnownClassCountsAsOther() {
    for (String strange :
        new String[] {"", "4", "ZZ999", "\u00ff\u00ff\u00ff\u00ff\u00ff", "42601x", "42\n"}) {
      errors.count(strange);
    }
    errors.count((byte) -1, (byte) 0, (byte) 127, (byte) 'A', (byte) ' ');
    PrometheusText text = PrometheusText.parse(board.scrape());
    assertThat(text.value("penstock_errors_total{class=\"other\"}")).isEqualTo(7);
  }

  @Test
  void noCountIsLostBetweenThreads() {
    CompletableFuture.allOf(
            IntStream.range(0, 4)
                .mapToObj(thread ->
                    CompletableFuture.runAsync(() -> {
                      for (int i = 0; i < 50_000; i++) {
                        count("57014");
                      }
                    }))
                .toArray(CompletableFuture[]::new))
        .join();
    PrometheusText text = PrometheusText.parse(board.scrape());
    assertThat(text.value("penstock_notable_errors_total{sqlstate=\"57014\"}")).isEqualTo(200_000);
  }

  private void count(String state) {
    errors.count(
        (byte) state.charAt(0),
        (byte) state.charAt(1),
        (byte) state.charAt(2),
        (byte) state.charAt(3),
        (byte) state.charAt(4));
  }
}
