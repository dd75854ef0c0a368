package io.penstock.sql.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.sql.ClientEncoding;
import io.penstock.sql.facts.Span;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CopyReaderTest {
  private static CopyStatement read(String sql) throws NotCopied {
    byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
    return CopyReader.read(bytes, 0, bytes.length, ClientEncoding.UTF8, true);
  }

  private static String cut(String sql, Span span) {
    return span == null ? "" : sql.substring(span.start(), span.end());
  }

  private static String words(String sql) throws NotCopied {
    CopyStatement copy = read(sql);
    return "%s %s%s %s%s"
        .formatted(
            copy.incoming() ? "from" : "to",
            cut(sql, copy.table()),
            cut(sql, copy.query()),
            copy.columns() == null ? "" : copy.columns(),
            copy.where() == null ? "" : " where " + cut(sql, copy.where()))
        .strip();
  }

  private static String format(CopyFormat format) {
    String forced =
        (format.forceNull() == CopyFormat.Columns.NONE ? "" : " null " + format.forceNull())
            + (format.forceNotNull() == CopyFormat.Columns.NONE
                ? ""
                : " not " + format.forceNotNull());
    return "%s%s <%s> %s %s <%s>%s%s%s"
        .formatted(
            format.kind(),
            format.header() ? " header" : "",
            (char) format.delimiter(),
            (char) format.quote(),
            (char) format.escape(),
            format.nullText(),
            format.defaultText() == null ? "" : " default " + format.defaultText(),
            format.encoding() == null ? "" : " " + format.encoding(),
            forced.replace("Columns[all=", "").replace(", names=", " ").replace("]]", "]"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          COPY t FROM STDIN                                       | from t
          copy binary S."a.""b" (x, "Y") from stdin;              | from S."a.""b" [x, Y]
          COPY t FROM STDIN WHERE a > 1 AND b = ';' -- c          | from t  where a > 1 AND b = ';'
          COPY t FROM STDIN WITH (FORMAT csv) WHERE (a)           | from t  where (a)
          COPY t FROM STDIN CSV WHERE a                           | from t  where a
          COPY t TO STDOUT                                        | to t
          ;; COPY /* x */ (SELECT ')', (1)) TO STDOUT             | to SELECT ')', (1)
          """)
  void whatIsCopiedIsFound(String sql, String expected) throws NotCopied {
    assertThat(words(sql)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      textBlock =
          """
          STDIN ~ TEXT <\t> " " <\\N>
          STDIN USING DELIMITERS ';' ~ TEXT <;> " " <\\N>
          STDIN DELIMITERS ';' WITH NULL 'x' ~ TEXT <;> " " <x>
          STDIN WITH DELIMITER AS E'\\t' NULL AS '' ~ TEXT <\t> " " <>
          STDIN CSV HEADER QUOTE '''' ESCAPE AS '\\' ~ CSV header <,> ' \\ <>
          STDIN WITH CSV FORCE NOT NULL a, "B" FORCE NULL * ~ CSV <,> " " <> null true [] not false [a, B]
          STDIN BINARY ~ BINARY <\t> " " <\\N>
          STDIN (FORMAT csv, QUOTE '|') ~ CSV <,> | | <>
          STDIN WITH (format 'csv', "header" match, delimiter ';') ~ CSV header <;> " " <>
          STDIN (HEADER, NULL 'NIL', DEFAULT '\\D', FREEZE false) ~ TEXT header <\t> " " <NIL> default \\D
          STDIN (HEADER off, ENCODING 'latin-1') ~ TEXT <\t> " " <\\N> LATIN1
          STDIN (FORMAT csv, FORCE_NULL (a), FORCE_NOT_NULL *) ~ CSV <,> " " <> null false [a] not true []
          STDIN (HEADER 1) ~ TEXT header <\t> " " <\\N>
          STDIN (HEADER 0) ~ TEXT <\t> " " <\\N>
          """)
  void optionsAreReadAsPostgresDoes(String options, String expected) throws NotCopied {
    assertThat(format(read("COPY t FROM " + options).format()).replace("[B, a]", "[a, B]"))
        .isEqualTo(expected.replace("\\t>", "\t>"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1",
        "COPY",
        "COPY t",
        "COPY t FROM",
        "COPY t FROM '/tmp/x'",
        "COPY t FROM PROGRAM 'x'",
        "COPY t (a FROM STDIN",
        "COPY (SELECT 1) FROM STDIN",
        "COPY (SELECT 1 TO STDOUT",
        "COPY t FROM STDIN (FREEZE)",
        "COPY t FROM STDIN WITH FREEZE",
        "COPY t FROM STDIN (ON_ERROR ignore)",
        "COPY t FROM STDIN (FORMAT parquet)",
        "COPY t FROM STDIN (FORMAT)",
        "COPY t FROM STDIN (HEADER 2)",
        "COPY t FROM STDIN (HEADER maybe)",
        "COPY t FROM STDIN (DELIMITER 'ab')",
        "COPY t FROM STDIN (DELIMITER 'é')",
        "COPY t FROM STDIN (DELIMITER E'\\x01')",
        "COPY t FROM STDIN (NULL 'é')",
        "COPY t FROM STDIN (ENCODING 'klingon')",
        "COPY t FROM STDIN (FORMAT csv",
        "COPY t FROM STDIN () ",
        "COPY t FROM STDIN SOMEHOW",
        "COPY t TO STDOUT WHERE a",
        "COPY t FROM STDIN (FORMAT csv) x"
      })
  void whatIsNotKnownIsRefused(String sql) {
    assertThatThrownBy(() -> read(sql)).isInstanceOf(NotCopied.class);
  }

  @Test
  void anyTextIsReadOrRefused() {
    Random random = new Random(20_261_120);
    String[] parts = {
      "COPY ",
      "t ",
      "FROM ",
      "TO ",
      "STDIN ",
      "STDOUT ",
      "(",
      ")",
      "FORMAT csv",
      ",",
      "NULL ",
      "'x' ",
      "FORCE ",
      "*",
      "WHERE ",
      "DELIMITER ",
      "\"",
      ";",
      "HEADER ",
      "AS ",
      "'"
    };
    int read = 0;
    for (int round = 0; round < 20_000; round++) {
      StringBuilder sql = new StringBuilder(round % 2 == 0 ? "COPY t FROM STDIN " : "");
      for (int part = random.nextInt(9); part >= 0; part--) {
        sql.append(parts[random.nextInt(parts.length)]);
      }
      try {
        assertThat(read(sql.toString())).isNotNull();
        read++;
      } catch (NotCopied e) {
        assertThat(e.sentence()).matches("COPY .*|the text of the COPY is not understood");
      }
    }
    assertThat(read).isPositive();
  }
}
