package io.penstock.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTokenTest {
  @ParameterizedTest
  @ValueSource(strings = {"1:0/3000148", "12:A/0", "999999999:7FFFFFFF/FFFFFFFE"})
  void whatIsReadIsWrittenTheSame(String text) {
    assertThat(PositionToken.read(text)).hasToString(text);
  }

  @Test
  void aPositionIsTheNumberThatPostgresHasForIt() {
    assertThat(PositionToken.read(" 3:2/0000000a ")).isEqualTo(new PositionToken(3, 0x20000000AL));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0/3000148",
        "1:3000148",
        "1:0/300014800",
        "-1:0/1",
        "1:0/1; DROP",
        "x:0/1",
        "1:FFFFFFFF/FFFFFFFF",
        "1:7FFFFFFF/FFFFFFFF"
      })
  void anythingElseIsNone(String text) {
    assertThat(PositionToken.read(text)).isNull();
  }
}
