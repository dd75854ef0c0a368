package io.penstock.sql.shard;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.sql.ClientEncoding;
import io.penstock.sql.catalog.SearchPath;
import io.penstock.sql.copy.CopyTarget;
import io.penstock.sql.route.SessionMarks;
import io.penstock.sql.scatter.ColumnType;
import io.penstock.sql.scatter.Described;
import io.penstock.sql.scatter.Finish;
import io.penstock.sql.scatter.Gather;
import io.penstock.sql.scatter.ScatterPlan;
import io.penstock.sql.scatter.ScatterPlan.Stream;
import io.penstock.sql.scatter.SplitRows;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScatterTest {
  private static final ShardPlan PLAN = ShardedDatabase.plan();

  static List<String> lines() throws IOException {
    try (InputStream in = ScatterTest.class.getResourceAsStream("scatter.txt")) {
      assertThat(in).isNotNull();
      List<String> statements = new ArrayList<>();
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        if (line.startsWith(" ")) {
          statements.add(statements.removeLast() + "\n" + line.strip());
        } else if (!line.isBlank() && !line.startsWith("#")) {
          statements.add(line);
        }
      }
      return statements;
    }
  }

  private static ScatterPlan plan(String sql) {
    return plan(sql, ShardedDatabase.PUBLIC);
  }

  private static ScatterPlan plan(String sql, SessionMarks marks) {
    return PLAN.scatter(sql.getBytes(StandardCharsets.UTF_8), ClientEncoding.UTF8, true, marks);
  }

  private static String words(String sql) {
    return switch (plan(sql)) {
      case ScatterPlan.Refused(String sentence, String hint) -> "refused: " + sentence;
      case ScatterPlan.OwnRows own -> "each its own rows";
      case ScatterPlan.Everywhere(boolean ddl) -> ddl ? "all the same command" : "all the same";
      case SplitRows split ->
          split.rows().stream().map(SplitRows.Row::text).collect(joining(" | ", "split: ", ""));
      case Stream(String part, var order, var otherwise) when order.isEmpty() ->
          part.equals(sql) ? "stream" : "stream: " + part;
      case Stream(String part, var order, var otherwise) ->
          "merge by " + order.size() + ": " + part;
      case ScatterPlan.CopyOut(String text, var format) ->
          text.equals(sql) ? "copy" : "copy: " + text;
      case ScatterPlan.CopyIn(String text, var format, CopyTarget target) ->
          "copy of " + target.columns().size() + " columns into " + target.table() + target.key();
      case Gather gather ->
          "gather: "
              + gather.parts().stream()
                  .map(part -> part.sql(2, part.feeds()))
                  .collect(joining(" | "));
    };
  }

  @Test
  void theTableOfStatementsIsThere() throws IOException {
    assertThat(lines()).hasSizeGreaterThan(150).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("lines")
  void thePlanOfEachStatementIsThatLabelled(String line) {
    int arrow = line.lastIndexOf("=> ");
    String sql = line.substring(0, arrow).strip();

    assertThat(words(sql)).isEqualTo(line.substring(arrow + 3).strip());
  }

  private static Finish finish(String sql, List<ColumnType> text, List<ColumnType> part)
      throws Gather.Unfinished {
    Gather gather =
        switch (plan(sql)) {
          case Gather it -> it;
          case Stream stream -> stream.otherwise();
          case ScatterPlan.CopyOut copy -> throw new AssertionError(copy);
          case ScatterPlan.CopyIn copy -> throw new AssertionError(copy);
          case ScatterPlan.Change change -> throw new AssertionError(change);
          case ScatterPlan.Refused refused -> throw new AssertionError(refused);
        };
    return gather.finish(new Described(text, List.of(part)), 2);
  }

  private static List<ColumnType> columns(Object... namesAndOids) {
    List<ColumnType> columns = new ArrayList<>();
    for (int at = 0; at < namesAndOids.length; at += 2) {
      columns.add(new ColumnType((String) namesAndOids[at], (int) namesAndOids[at + 1], -1));
    }
    return columns;
  }

  @Test
  void aggregatesAreMadeOfWhatTheyAreOnEachShard() throws Gather.Unfinished {
    Finish finish =
        finish(
            "SELECT status /* s */ AS \"a\"\"b\", count(*) + 1, avg(total) FROM orders"
                + " GROUP BY status HAVING sum(id) > $2 ORDER BY 2 DESC, min(id) LIMIT $1",
            columns("a\"b", 25, "?column?", 20, "avg", 1700),
            columns("s", 25, "c", 20, "s", 1700, "c", 20, "a", 1700, "sum", 1700, "min", 20));

    assertThat(finish.sql())
        .isEqualTo(
            "SELECT t.c1 AS \"a\"\"b\", coalesce(sum(t.c2), 0)::bigint + 1 AS \"?column?\","
                + " (sum(t.c3)::numeric / nullif(sum(t.c4), 0)) AS \"avg\""
                + " FROM (SELECT p.c1::text AS \"c1\", p.c2::bigint AS \"c2\","
                + " p.c3::numeric AS \"c3\", p.c4::bigint AS \"c4\", p.c5::numeric AS \"c5\","
                + " p.c6::numeric AS \"c6\", p.c7::bigint AS \"c7\""
                + " FROM unnest($3::text[], $4::bigint[], $5::numeric[], $6::bigint[],"
                + " $7::numeric[], $8::numeric[], $9::bigint[]) AS p(c1, c2, c3, c4, c5, c6, c7))"
                + " AS t GROUP BY t.c1 HAVING (sum(t.c6) > $2)"
                + " ORDER BY 2 DESC NULLS FIRST, (min(t.c7)) ASC NULLS LAST LIMIT ($1)");
    assertThat(finish.carriers().getFirst())
        .extracting(carrier -> carrier.elementOid() + " " + carrier.arrayOid())
        .containsExactly(
            "25 1009", "20 1016", "1700 1231", "20 1016", "1700 1231", "1700 1231", "20 1016");
  }

  @Test
  void sumsKeepTheirTypes() throws Gather.Unfinished {
    String sql = "SELECT sum(id), avg(id) FROM orders";

    assertThat(
            finish(sql, columns("sum", 20, "avg", 1700), columns("a", 20, "b", 20, "c", 1700))
                .sql())
        .startsWith(
            "SELECT sum(t.c1)::bigint AS \"sum\","
                + " (sum(t.c1)::numeric / nullif(sum(t.c2), 0)) AS \"avg\"");
    assertThat(
            finish(sql, columns("sum", 700, "avg", 701), columns("a", 700, "b", 20, "c", 701))
                .sql())
        .startsWith(
            "SELECT sum(t.c1) AS \"sum\","
                + " (sum(t.c3 * t.c2) / nullif(sum(t.c2), 0)::float8) AS \"avg\"");
    assertThat(
            finish(sql, columns("sum", 1186, "avg", 1186), columns("a", 1186, "b", 20, "c", 1186))
                .sql())
        .startsWith(
            "SELECT sum(t.c1) AS \"sum\","
                + " (sum(t.c1) / nullif(sum(t.c2), 0)::float8) AS \"avg\"");
  }

  @Test
  void rowsAreOrderedByWhatNobodySees() throws Gather.Unfinished {
    assertThat(
            finish(
                    "SELECT id FROM orders ORDER BY total DESC LIMIT 3 OFFSET $1",
                    columns("id", 20),
                    columns("id", 20, "penstock 1", 1700))
                .sql())
        .isEqualTo(
            "SELECT t.c1 AS \"id\" FROM (SELECT p.c1::bigint AS \"c1\", p.c2::numeric AS \"c2\""
                + " FROM unnest($3::bigint[], $4::numeric[]) AS p(c1, c2)) AS t"
                + " ORDER BY t.c2 DESC NULLS FIRST OFFSET ($1) LIMIT (3)");
    assertThat(
            finish(
                    "SELECT DISTINCT status FROM orders ORDER BY status FETCH FIRST 2 ROWS WITH TIES",
                    columns("status", 1043),
                    List.of(new ColumnType("status", 1043, 14)))
                .sql())
        .isEqualTo(
            "SELECT DISTINCT t.c1 AS \"status\" FROM (SELECT p.c1::varchar(10) AS \"c1\""
                + " FROM unnest($3::varchar[]) AS p(c1)) AS t"
                + " ORDER BY 1 ASC NULLS LAST FETCH FIRST (2) ROWS WITH TIES");
  }

  @Test
  void tablesAreReplacedWhereTheyStand() throws Gather.Unfinished {
    assertThat(
            finish(
                    "SELECT max(sku) /* orders */ FROM ONLY public.items, countries WHERE $2 -- x",
                    columns("max", 25),
                    columns())
                .sql())
        .isEqualTo(
            "SELECT max(sku) /* orders */ FROM (SELECT p.c1::text COLLATE pg_catalog.\"C\" AS \"sku\""
                + " FROM unnest($3::text[]) AS p(c1)) AS \"items\", countries WHERE $2 -- x");
    assertThat(
            finish("SELECT 1 FROM (TABLE orders) AS o (a), orders \"X y\"", columns(), columns())
                .sql())
        .contains(
            "(SELECT * FROM (SELECT p.c1::int8 AS \"id\"",
            ") AS \"orders\") AS o (a), (SELECT p.c1")
        .endsWith(") \"X y\"");
  }

  @Test
  void aTypeThatIsNotHandedOnIsRefusedByItsName() {
    assertThatThrownBy(
            () -> finish("SELECT id FROM orders LIMIT 3", columns("id", 20), columns("id", 2249)))
        .isInstanceOf(Gather.Unfinished.class)
        .hasMessage("the column id is of a type that is not handed from shard to shard");
  }

  @Test
  void sessionsWhoseNamesMayMeanOtherThingsAreRefused() {
    String sql = "SELECT * FROM public.orders";

    assertThat(plan(sql, new SessionMarks(SearchPath.of("public"), true)))
        .isInstanceOf(ScatterPlan.Refused.class);
    assertThat(plan(sql, SessionMarks.of(SearchPath.of("public", "pg_catalog"))))
        .isInstanceOf(ScatterPlan.Refused.class);
    assertThat(
            new ShardPlan(ShardedDatabase.map(), null)
                .scatter(
                    sql.getBytes(StandardCharsets.UTF_8),
                    ClientEncoding.UTF8,
                    true,
                    ShardedDatabase.PUBLIC))
        .isInstanceOf(ScatterPlan.Refused.class);
  }

  @Test
  void textThatIsNotInItsEncodingIsRefused() {
    byte[] sql = "SELECT '?' FROM orders".getBytes(StandardCharsets.UTF_8);
    sql[8] = (byte) 0xFF;

    assertThat(PLAN.scatter(sql, ClientEncoding.UTF8, true, ShardedDatabase.PUBLIC))
        .isInstanceOf(ScatterPlan.Refused.class);
    assertThat(PLAN.scatter(sql, ClientEncoding.LATIN1, true, ShardedDatabase.PUBLIC))
        .isInstanceOf(Stream.class);
  }
}
