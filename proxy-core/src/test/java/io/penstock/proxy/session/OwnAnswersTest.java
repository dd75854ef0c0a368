package io.penstock.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnAnswersTest {
  private static String table(String value, int parameters) {
    return OwnAnswers.table("", List.of(new Explanation.Item("x", value)), parameters);
  }

  @Test
  void quotesAndBackslashesAreDoubledInWhatIsAscii() {
    assertThat(table("a'b\\", 0))
        .isEqualTo(
            "SELECT item, value FROM (VALUES (E'x', E'a''b\\\\')) AS explanation (item, value)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"größe'", "表\\", "₩'", "\u00a5'", "a\nb'", "\0'", "\ud800'"})
  void whatIsNotAsciiTravelsAsDigitsOnly(String value) {
    String sql = table(value, 0);
    assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(sql)).isTrue();
    assertThat(sql).containsPattern("decode\\('[0-9a-f]+', 'hex'\\), 'UTF8'\\)\\)\\) AS");
  }

  @Test
  void asManyValuesMayBeBoundAsTheStatementHasUpToABound() {
    assertThat(table("y", 2))
        .endsWith(
            " WHERE ($1::pg_catalog.text IS NULL) IS NOT NULL"
                + " AND ($2::pg_catalog.text IS NULL) IS NOT NULL");
    assertThat(table("y", 1_001)).doesNotContain("$");
    assertThat(table("y", Integer.MAX_VALUE)).doesNotContain("$");
  }
}
