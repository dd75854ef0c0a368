package io.penstock.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplicationModeTest {
  @ParameterizedTest
  @ValueSource(strings = {"database", "true", "TRUE", "on", "1", "yes", "t"})
  void theseAskForAWalsender(String value) {
    assertThat(ReplicationMode.of(value)).isEqualTo(ReplicationMode.WALSENDER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "off", "0", "no", "F"})
  void theseAskForAnOrdinarySession(String value) {
    assertThat(ReplicationMode.of(value)).isEqualTo(ReplicationMode.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Database", "logical", "2", "o"})
  void postgresqlRefusesThese(String value) {
    assertThat(ReplicationMode.of(value)).isEqualTo(ReplicationMode.INVALID);
  }

  @Test
  void absentMeansAnOrdinarySession() {
    assertThat(ReplicationMode.of((String) null)).isEqualTo(ReplicationMode.NONE);
  }
}
