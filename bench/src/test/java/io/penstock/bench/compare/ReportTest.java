package io.penstock.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  private static Measurement measurement(double perSecond, double cpuMicros) {
    return new Measurement(
        perSecond, 2, 1.5, 4, 0, new ProxyCost(cpuMicros / 4, cpuMicros * 3 / 4, 20_480));
  }

  private static Results threeRounds() {
    Results results = Results.empty(Cell.parse("simple:40"));
    results.add(Contender.DIRECT, new Measurement(20_000, 1, 1, 2, 0, null));
    results.add(Contender.DIRECT, new Measurement(30_000, 1, 1, 2, 0, null));
    results.add(Contender.DIRECT, null);
    results.add(Contender.PGBOUNCER, measurement(10_000, 20));
    results.add(Contender.PGBOUNCER, measurement(5_000, 40));
    results.add(Contender.PGBOUNCER, measurement(8_000, 10));
    results.add(Contender.PENSTOCK, measurement(12_000, 18));
    results.add(Contender.PENSTOCK, measurement(7_000, 36));
    results.add(Contender.PENSTOCK, measurement(8_000, 11));
    return results;
  }

  @Test
  void ratiosComparePairsOfTheSameRound() {
    assertThat(threeRounds().ratio(Contender.PENSTOCK, Contender.PGBOUNCER, Figures.CPU))
        .isEqualTo(new Results.Ratio(0.9, 0.9, 1.1));
  }

  @Test
  void aRoundThatFailedIsLeftOutOfMediansAndRatios() {
    assertThat(threeRounds().median(Contender.DIRECT, Figures.THROUGHPUT)).isEqualTo(25_000);
    assertThat(threeRounds().ratio(Contender.PENSTOCK, Contender.DIRECT, Figures.AVERAGE).median())
        .isEqualTo(2);
  }

  @Test
  void textShowsMediansRatiosAndNotes() {
    Results results = threeRounds();
    results.note("it rained");
    String text = new Report(Map.of("machine", "an abacus"), List.of(results)).text();

    assertThat(text)
        .contains("machine: an abacus")
        .containsPattern(
            "simple:40 \\| PgBouncer \\| +8000 \\|.* 20.0 \\| +5.0 \\| +15.0 \\| +20 \\|")
        .containsPattern("simple:40 \\| direct +\\| +25000 \\|.* - \\| +- \\| +- \\| +- \\|")
        .contains("0.90 (0.90-1.10)")
        .contains("simple:40: it rained");
  }

  @Test
  void savesEveryMeasurementForPrograms(@TempDir Path folder) throws Exception {
    Report report = new Report(Map.of("machine", "an abacus"), List.of(threeRounds()));
    report.save(folder, LocalDateTime.of(2030, 1, 2, 3, 4, 5));

    JsonNode saved =
        new ObjectMapper().readTree(Files.readString(folder.resolve("20300102-030405.json")));
    JsonNode rounds = saved.at("/cells/0/rounds");
    assertThat(rounds.at("/PgBouncer/1/perSecond").asDouble()).isEqualTo(5_000);
    assertThat(rounds.at("/Penstock/2/proxy/userMicros").asDouble()).isEqualTo(11 / 4.0);
    assertThat(rounds.at("/direct/2").isNull()).isTrue();
    assertThat(folder.resolve("20300102-030405.md")).content().startsWith("# Comparison");
  }

  @Test
  void columnsOfATableLineUp() {
    TextTable table = new TextTable("load", "through", "tps");
    table.row("simple:40", "direct", "7");
    table.row("a", "b", "12345");

    assertThat(table.render())
        .isEqualTo(
            """
            | load      | through |   tps |
            |:----------|:--------|------:|
            | simple:40 | direct  |     7 |
            | a         | b       | 12345 |
            """);
  }
}
