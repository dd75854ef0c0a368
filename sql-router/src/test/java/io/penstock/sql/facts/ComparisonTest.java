package io.penstock.sql.facts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT 1 FROM t WHERE id = 42 | id EQUALS 42 restricts",
        "SELECT 1 FROM t WHERE 42 = id | id EQUALS 42 restricts",
        "SELECT 1 FROM t WHERE t.id = 'é' AND s.t.b = $2 |"
            + " t.id EQUALS 'é' restricts; t.b EQUALS $2 restricts",
        "SELECT 1 FROM t WHERE (id) = (-1) | id EQUALS -1 restricts",
        "SELECT 1 FROM t WHERE id = $1::bigint | id EQUALS $1::pg_catalog.int8 restricts",
        "SELECT 1 FROM t WHERE id = CAST('7' AS s.ty) | id EQUALS '7'::s.ty restricts",
        "SELECT 1 FROM t WHERE id = date '2030-01-01' |"
            + " id EQUALS '2030-01-01'::date restricts",
        "SELECT 1 FROM t WHERE id = 1 + 1 | id EQUALS ? restricts",
        "SELECT 1 FROM t WHERE id = '1'::text::int | id EQUALS ? restricts",
        "SELECT 1 FROM t WHERE id = 1 OR b = 2 | id EQUALS 1; b EQUALS 2",
        "SELECT 1 FROM t WHERE NOT (id = 1) | id EQUALS 1",
        "SELECT 1 FROM t WHERE (id = 1 AND (b = 2 OR c = 3)) |"
            + " id EQUALS 1 restricts; b EQUALS 2; c EQUALS 3",
        "SELECT id = 1 FROM t | id EQUALS 1",
        "SELECT 1 FROM t WHERE id IN (1, $2, NULL) | id IN 1,$2,NULL restricts",
        "SELECT 1 FROM t WHERE id NOT IN (1) |",
        "SELECT 1 FROM t WHERE id IN (SELECT 1) | id IN ? restricts",
        "SELECT 1 FROM t WHERE (a, b) IN ((1, 2), ($1, $2)) |"
            + " a IN 1,$1 restricts; b IN 2,$2 restricts",
        "SELECT 1 FROM t WHERE (a, b) = (1, 2) | a EQUALS 1 restricts; b EQUALS 2 restricts",
        "SELECT 1 FROM t WHERE id = ANY ($1) | id ANY $1 restricts",
        "SELECT 1 FROM t WHERE id = ANY ($1::int[]) | id ANY $1::pg_catalog.int4[] restricts",
        "SELECT 1 FROM t WHERE id = ANY (ARRAY[1, 2]) | id IN 1,2 restricts",
        "SELECT 1 FROM t WHERE id = ALL ($1) |",
        "SELECT 1 FROM t WHERE id <> 1 AND id > 2 AND id BETWEEN 1 AND 2 |",
        "SELECT 1 FROM t JOIN u ON t.id = u.t_id AND u.x = 1 |"
            + " t.id EQUALS u.t_id restricts; u.t_id EQUALS t.id restricts; u.x EQUALS 1 restricts",
        "SELECT 1 FROM t LEFT JOIN u ON u.x = 1 WHERE t.id = 2 |"
            + " u.x EQUALS 1; t.id EQUALS 2 restricts",
        "SELECT 1 FROM t LEFT JOIN (u JOIN v ON v.y = 1) ON true | v.y EQUALS 1",
        "UPDATE t SET a = 1, b = DEFAULT, (c, d) = ($1, e), f[1] = 2, (g) = (SELECT 3)"
            + " WHERE id = 4 | a SET 1; b SET DEFAULT; c SET $1; d SET e; f SET ?; g SET ?;"
            + " id EQUALS 4 restricts",
        "DELETE FROM t USING u WHERE t.id = 1 AND u.id = 2 |"
            + " t.id EQUALS 1 restricts; u.id EQUALS 2 restricts",
        "INSERT INTO t (a, b) VALUES (1, $1), (DEFAULT, f()) |"
            + " a INSERT_VALUE 1; b INSERT_VALUE $1; a INSERT_VALUE DEFAULT; b INSERT_VALUE ?",
        "INSERT INTO t VALUES ('x', true) | 0 INSERT_VALUE 'x'; 1 INSERT_VALUE true",
        "INSERT INTO t (a) SELECT 1 |",
        "INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET b = excluded.b |"
            + " a INSERT_VALUE 1; b SET excluded.b",
        "MERGE INTO t USING u ON t.id = 1 WHEN NOT MATCHED THEN INSERT (a) VALUES ($3) |"
            + " t.id EQUALS 1; a INSERT_VALUE $3"
      })
  void columnsComparedWithValuesAreFoundWithTheirPlaceInTheText(String sql, String label) {
    List<String> found = Texts.facts(sql).comparisons().stream().map(it -> words(it, sql)).toList();

    assertThat(String.join("; ", found)).isEqualTo(label == null ? "" : label);
  }

  private static String words(Comparison comparison, String sql) {
    ColumnUse column = comparison.column();
    String name = column == null ? String.valueOf(comparison.position()) : words(column);
    List<String> values = comparison.values().stream().map(it -> words(it, sql)).toList();
    return name
        + " "
        + comparison.kind()
        + " "
        + String.join(",", values)
        + (comparison.restricts() ? " restricts" : "");
  }

  private static String words(ColumnUse column) {
    return column.qualifier() == null ? column.name() : column.qualifier() + "." + column.name();
  }

  private static String words(Operand operand, String sql) {
    return switch (operand) {
      case Operand.Literal literal -> text(literal.span(), sql) + words(literal.cast());
      case Operand.Parameter parameter -> "$" + parameter.number() + words(parameter.cast());
      case Operand.Column column -> words(column.column());
      case Operand.Default none -> "DEFAULT";
      case Operand.Unknown none -> "?";
    };
  }

  private static String words(TypeUse cast) {
    if (cast == null) {
      return "";
    }
    String schema = cast.schema() == null ? "" : cast.schema() + ".";
    return "::" + schema + cast.name() + (cast.array() ? "[]" : "");
  }

  private static String text(Span span, String sql) {
    return new String(Arrays.copyOfRange(sql.getBytes(UTF_8), span.start(), span.end()), UTF_8);
  }
}
