package io.penstock.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.bench.process.BenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CellTest {
  @ParameterizedTest
  @ValueSource(strings = {"simple:1", "extended:120", "prepared:40:tls", "simple:40:reconnect:tls"})
  void isWrittenAsItIsRead(String text) {
    assertThat(Cell.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "simple",
        "simple:",
        "simple:0",
        "simple:x",
        "simple:10001",
        "fast:40",
        "simple:40:",
        "simple:40:ssl",
        "simple:99999999999"
      })
  void refusesWhatIsNoCell(String text) {
    assertThatThrownBy(() -> Cell.parse(text))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("as in prepared:40:tls");
  }

  @Test
  void usualCellsCoverEveryModeAtFourNumbersOfClientsAndReconnectAndTls() {
    for (QueryMode mode : QueryMode.values()) {
      for (int clients : new int[] {1, 40, 120, 500}) {
        assertThat(Cell.usual()).contains(new Cell(mode, clients, false, false));
      }
    }
    assertThat(Cell.usual()).anyMatch(Cell::reconnect).anyMatch(Cell::tls).doesNotHaveDuplicates();
  }
}
