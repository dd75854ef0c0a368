package io.penstock.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.bench.process.BenchException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatenciesTest {
  @Test
  void percentilesAreLatenciesThatWereMeasured() {
    List<String> lines =
        IntStream.rangeClosed(1, 200).mapToObj(i -> line(Integer.toString(201 - i))).toList();
    Latencies latencies = Latencies.of(lines);

    assertThat(latencies.percentile(50)).isEqualTo(0.100);
    assertThat(latencies.percentile(99)).isEqualTo(0.198);
    assertThat(latencies.percentile(100)).isEqualTo(0.200);
  }

  @Test
  void oneTransactionIsEveryPercentile() {
    Latencies latencies = Latencies.of(List.of(line("2500")));

    assertThat(latencies.percentile(50)).isEqualTo(2.5);
    assertThat(latencies.percentile(99)).isEqualTo(2.5);
  }

  @Test
  void failedTransactionsDoNotCount() {
    assertThat(Latencies.of(List.of(line("failed"), line("1000"))).count()).isEqualTo(1);
  }

  @Test
  void readsTheLogsOfAllThreads(@TempDir Path folder) throws Exception {
    Path one = Files.writeString(folder.resolve("log.7"), line("1000") + "\n");
    Path other = Files.writeString(folder.resolve("log.7.1"), line("3000") + "\n");

    assertThat(Latencies.read(List.of(one, other)).percentile(100)).isEqualTo(3);
  }

  @Test
  void refusesToTellAPercentileOfNothing() {
    assertThatThrownBy(() -> Latencies.of(List.of()).percentile(50))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("more seconds");
  }

  private static String line(String micros) {
    return "3 17 " + micros + " 0 1763618000 123456";
  }
}
