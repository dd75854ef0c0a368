package io.penstock.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ProcessReadingTest {
  private static final String FIELDS =
      " S 1 7 7 0 -1 4194304 98 0 0 0 1234 567 0 0 20 0 1 0 388346 3133440 382";

  @Test
  void readsCpuTimesInMicrosecondsAndMemoryInKilobytes() {
    ProcessReading reading =
        ProcessReading.parse("42 (java)" + FIELDS, "Name:\tjava\nVmRSS:\t  151552 kB\n");

    assertThat(reading).isEqualTo(new ProcessReading(12_340_000, 5_670_000, 151_552));
  }

  @Test
  void isNotMisledByBlanksAndParenthesesInTheName() {
    ProcessReading reading = ProcessReading.parse("42 (a) b (c)" + FIELDS, "VmRSS: 1 kB\n");

    assertThat(reading.userMicros()).isEqualTo(12_340_000);
  }

  @Test
  void refusesAProcessWithoutMemory() {
    assertThatThrownBy(() -> ProcessReading.parse("42 (java)" + FIELDS, "Name:\tjava\n"))
        .hasMessageContaining("VmRSS");
  }

  @Test
  void growsWithTheWorkOfThisProcess() throws Exception {
    long pid = ProcessHandle.current().pid();
    ProcessReading before = ProcessReading.of(pid);
    long end = System.nanoTime() + 2_000_000_000L;
    ProcessReading after = before;
    while (after.userMicros() + after.systemMicros() <= before.userMicros() + before.systemMicros()
        && System.nanoTime() < end) {
      after = ProcessReading.of(pid);
    }

    assertThat(after.userMicros() + after.systemMicros())
        .isGreaterThan(before.userMicros() + before.systemMicros());
    assertThat(after.residentKilobytes()).isGreaterThan(1000);
  }
}
