package io.penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MeterReferenceTest {
  /** The module's folder is the working directory of its tests. */
  private static final Path PAGE = Path.of("..", "docs", "metrics.md");

  @Test
  void thePageHasARowForEveryMeter() {
    assertThat(MeterReference.render())
        .contains(
            "| `penstock_parses_total` | counter | count | `database`, `user`, `side` |"
                + " Parse messages:")
        .contains("Its buckets end at 0.0001, 0.00025,")
        .contains(", 10, 30 seconds.");
    assertThat(MeterReference.render().lines().filter(line -> line.startsWith("| `penstock_")))
        .hasSize(PenstockMeter.values().length);
  }

  /** Run with {@code -Dpenstock.write-docs=true} to write the page anew. */
  @Test
  void thePageInTheRepositoryIsTheOneThatIsGenerated() throws IOException {
    if (Boolean.getBoolean("penstock.write-docs")) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, MeterReference.render());
    }
    assertThat(PAGE).exists();
    assertThat(Files.readString(PAGE))
        .as("docs/metrics.md: write it anew with -Dpenstock.write-docs=true")
        .isEqualTo(MeterReference.render());
  }
}
