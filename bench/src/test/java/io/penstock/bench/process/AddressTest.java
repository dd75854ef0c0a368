package io.penstock.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
  @Test
  void readsHostAndPort() {
    assertThat(Address.parse("db.example:5432")).isEqualTo(new Address("db.example", 5432));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "db", "db:", ":5432", "db:0", "db:65536", "db:x"})
  void refusesWhatIsNoAddress(String text) {
    assertThatThrownBy(() -> Address.parse(text))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("expected: host:port");
  }
}
