package io.penstock.sql.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sql.ClientEncoding;
import io.penstock.sql.Verb;
import io.penstock.sql.facts.Span;
import io.penstock.sql.facts.TableUse;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UtilityReaderTest {
  private final UtilityReader reader = new UtilityReader();

  private Utility read(Verb verb, String sql) {
    byte[] bytes = ("xx" + sql).getBytes(StandardCharsets.UTF_8);
    return reader.read(verb, bytes, 2, bytes.length - 2, ClientEncoding.UTF8, true);
  }

  @ParameterizedTest
  @CsvSource({
    "SHOW work_mem, work_mem",
    "; show /* x */ Work_Mem;, work_mem",
    "SHOW \"DateStyle\", datestyle",
    "SHOW app.tenant, app.tenant",
    "SHOW ALL, all",
    "SHOW TIME ZONE, time",
    "SHOW TRANSACTION ISOLATION LEVEL, transaction_isolation"
  })
  void theSettingIsNamedInLowerCase(String sql, String setting) {
    assertThat(read(Verb.SHOW, sql)).isEqualTo(new Utility.Shows(setting));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          COPY t TO STDOUT                          |     | t
          copy binary S.T to stdout with binary     | s   | t
          COPY "S"."a""b" (x, "y)") TO STDOUT (FORMAT csv) | S | a"b
          """)
  void theTableThatIsCopiedOutIsNamed(String sql, String schema, String table) {
    assertThat(read(Verb.COPY, sql))
        .isEqualTo(
            new Utility.CopiesOut(new TableUse(schema, table, TableUse.Access.READ, null, 0)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"COPY s.t FROM STDIN", "copy binary S.t (a) from stdin where a > 1"})
  void theTableThatIsCopiedIntoIsNamed(String sql) {
    assertThat(read(Verb.COPY, sql))
        .isEqualTo(new Utility.CopiesIn(new TableUse("s", "t", TableUse.Access.WRITE, null, 0)));
  }

  @Test
  void theQueryThatIsCopiedOutIsFound() {
    String sql = "COPY (SELECT ')' FROM f((1))) TO STDOUT";
    assertThat(read(Verb.COPY, sql))
        .isEqualTo(new Utility.Runs(new Span(6, sql.indexOf(") TO STDOUT"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "COPY t FROM '/tmp/x'",
        "COPY t FROM \"stdin\"",
        "COPY t TO '/tmp/x'",
        "COPY t TO PROGRAM 'cat'",
        "COPY t TO \"stdout\"",
        "COPY (SELECT 1) TO PROGRAM 'cat'",
        "COPY (SELECT 1",
        "COPY t (a TO STDOUT",
        "COPY",
        "COPY TO",
        "COPY 1 TO STDOUT",
        "COPY a. TO STDOUT"
      })
  void anythingElseIsNoCopyToTheClient(String sql) {
    assertThat(read(Verb.COPY, sql)).isEqualTo(new Utility.Other(Verb.COPY));
  }

  @Test
  void anyBytesAreReadWithoutAnException() {
    Random random = new Random(20_260_301);
    String[] parts = {"COPY ", "SHOW ", "(", ")", "TO ", "STDOUT", ".", "\"", "'", "t", "$1", "\0"};
    for (int round = 0; round < 5_000; round++) {
      StringBuilder sql = new StringBuilder();
      for (int part = random.nextInt(9); part >= 0; part--) {
        sql.append(parts[random.nextInt(parts.length)]);
      }
      assertThat(read(random.nextBoolean() ? Verb.COPY : Verb.SHOW, sql.toString())).isNotNull();
    }
  }
}
