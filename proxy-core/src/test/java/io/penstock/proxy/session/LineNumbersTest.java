package io.penstock.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineNumbersTest {
  private final LineNumbers lines = new LineNumbers();

  @Test
  void aShardsLineIsTheClientsThatItWas() {
    lines.add(1, 1); // A header.
    lines.add(1, 3);
    lines.add(2, 7);
    lines.add(1, 9);
    assertThat(lines.client(1)).isEqualTo(1);
    assertThat(lines.client(2)).isEqualTo(3);
    assertThat(lines.client(4)).isEqualTo(7);
    assertThat(lines.client(5)).isEqualTo(9);
    assertThat(lines.client(3)).isZero();
    assertThat(lines.client(6)).isZero();
    assertThat(lines.translated("COPY t, line 4, column a: \"line 5\"", "t"))
        .isEqualTo("COPY t, line 7, column a: \"line 5\"");
    assertThat(lines.translated("COPY t, line 99: \"x\"", "t"))
        .isEqualTo("COPY t, line 99 of those that it was sent: \"x\"");
    assertThat(lines.translated("PL/pgSQL function f() line 4 at RAISE", "t"))
        .isEqualTo("PL/pgSQL function f() line 4 at RAISE");
    assertThat(lines.translated("COPY t, line ", "t")).isEqualTo("COPY t, line ");
  }

  @Test
  void thoseSentLatelyAreKnown() {
    for (int row = 1; row <= 1_000_000; row++) {
      lines.add(1, 3L * row);
    }
    assertThat(lines.client(1_000_000)).isEqualTo(3_000_000);
    assertThat(lines.client(990_000)).isEqualTo(2_970_000);
    assertThat(lines.client(900_000)).isZero();
  }
}
