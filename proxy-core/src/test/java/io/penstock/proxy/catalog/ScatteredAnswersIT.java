package io.penstock.proxy.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.proxy.catalog.ScatterRunner.Answer;
import io.penstock.proxy.catalog.ScatterRunner.Column;
import io.penstock.sql.scatter.Gather;
import io.penstock.sql.scatter.ScatterPlan;
import io.penstock.sql.shard.ShardPlan;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What several shards answer together is what one PostgreSQL with all rows answers: rows, their
 * order where there is one, names and types.
 */
@Timeout(180)
class ScatteredAnswersIT {
  private static final int RANDOM_QUERIES = 2_500;
  private static ScatteredShop shop;
  private static ScatterRunner runner;

  @BeforeAll
  static void fill() throws SQLException {
    shop = new ScatteredShop();
    runner =
        new ScatterRunner(
            shop,
            new ShardPlan(
                shop.map, CatalogReader.read(shop.shards.getFirst(), Duration.ofSeconds(20))));
  }

  @AfterAll
  static void close() throws SQLException {
    shop.close();
  }

  /** How much of two answers can be compared. */
  private enum Compared {
    ROWS_IN_ORDER,
    ROWS,
    COUNTS
  }

  @Test
  void statementsWrittenByHandHaveTheAnswerOfOneServer() throws Exception {
    Map<String, Integer> plans = new TreeMap<>();
    List<String> wrong = new ArrayList<>();
    List<String> lines = lines();
    for (String line : lines) {
      int arguments = line.indexOf(" <- ");
      String sql = line.substring(2, arguments < 0 ? line.length() : arguments);
      String values = arguments < 0 ? "" : line.substring(arguments + 4);
      if (line.charAt(0) == '!') {
        if (!isRefused(sql)) {
          wrong.add(line + "\n  is not refused");
        }
        continue;
      }
      Compared compared =
          switch (line.charAt(0)) {
            case '=' -> Compared.ROWS_IN_ORDER;
            case '~' -> Compared.ROWS;
            case '#' -> Compared.COUNTS;
            default -> throw new IllegalArgumentException(line);
          };
      String found;
      try {
        found = compare(sql, values, compared, plans);
      } catch (SQLException | RuntimeException e) {
        found = e.toString();
      }
      if (found != null) {
        wrong.add(line + "\n  " + found);
      }
    }
    System.out.println(plans);
    assertThat(wrong).isEmpty();
    assertThat(plans).containsKeys("stream", "rows", "groups", "tables");
    assertThat(lines).hasSizeGreaterThan(120);
  }

  @Test
  void randomStatementsHaveTheAnswerOfOneServer() throws Exception {
    Map<String, Integer> plans = new TreeMap<>();
    List<String> wrong = new ArrayList<>();
    Random random = new Random(20261121);
    int valid = 0;
    for (int at = 0; at < RANDOM_QUERIES && wrong.size() < 20; at++) {
      RandomScatter query = new RandomScatter(random);
      String sql = query.sql();
      String found;
      try {
        runner.whole(sql, "");
        valid++;
      } catch (SQLException e) {
        continue;
      }
      try {
        Compared compared =
            query.ordered()
                ? Compared.ROWS_IN_ORDER
                : query.bounded() ? Compared.COUNTS : Compared.ROWS;
        found = compare(sql, "", compared, plans);
      } catch (SQLException | RuntimeException e) {
        found = e.toString();
      }
      if (found != null && !found.startsWith("refused")) {
        wrong.add(sql + "\n  " + found);
      }
    }
    System.out.println(valid + " valid: " + plans);
    assertThat(wrong).isEmpty();
    assertThat(plans).containsKeys("stream", "rows", "groups", "tables");
    assertThat(plans.keySet().stream().filter(kind -> kind.startsWith("refused")))
        .containsExactly("refused: it reads no sharded table");
    assertThat(valid).isGreaterThan(2_000);
  }

  private static boolean isRefused(String sql) throws SQLException {
    String found =
        runner.plan(sql) instanceof ScatterPlan.Refused
            ? "refused"
            : compare(sql, "", Compared.COUNTS, new TreeMap<>());
    return found != null && found.startsWith("refused");
  }

  private static List<String> lines() throws IOException {
    try (InputStream in = ScatteredAnswersIT.class.getResourceAsStream("scattered.txt")) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("--"))
          .map(line -> line.replace("\\n", "\n"))
          .toList();
    }
  }

  /** What is wrong; null if nothing is. */
  private static @Nullable String compare(
      String sql, String values, Compared compared, Map<String, Integer> plans)
      throws SQLException {
    Answer whole = runner.whole(sql, values);
    ScatterPlan plan = runner.plan(sql);
    plans.merge(kind(plan), 1, Integer::sum);
    try {
      return switch (plan) {
        case ScatterPlan.Change change -> throw new AssertionError(change);
        case ScatterPlan.Refused(String sentence, String hint) -> "refused: " + sentence;
        case ScatterPlan.CopyOut copy -> throw new AssertionError(copy);
        case ScatterPlan.CopyIn copy -> throw new AssertionError(copy);
        case Gather gather ->
            difference(whole, runner.gathered(sql, values, gather), compared, text(gather));
        case ScatterPlan.Stream stream -> {
          Answer merged = StreamMerge.merge(runner.streamed(sql, values, stream), stream);
          String found = merged == null ? null : difference(whole, merged, compared, stream.part());
          if (found == null && stream.otherwise() != null) {
            Answer otherwise = runner.gathered(sql, values, stream.otherwise());
            found = difference(whole, otherwise, compared, text(stream.otherwise()));
          }
          yield found;
        }
      };
    } catch (Gather.Unfinished e) {
      plans.merge("unfinished: " + e.refused().sentence(), 1, Integer::sum);
      return "refused: " + e.refused().sentence();
    }
  }

  private static String text(Gather gather) {
    return String.valueOf(gather.parts());
  }

  private static String kind(ScatterPlan plan) {
    return switch (plan) {
      case ScatterPlan.Change change -> throw new AssertionError(change);
      case ScatterPlan.Refused(String sentence, String hint) -> "refused: " + sentence;
      case Gather gather -> {
        String part = gather.parts().getFirst().text();
        boolean plain = part.matches("(?s)SELECT (DISTINCT )?(\".*|\\*) FROM .*");
        if (gather.parts().stream().anyMatch(each -> !each.feeds().isEmpty())) {
          yield "tables, one after another";
        }
        yield plain ? "tables" : part.contains("penstock") ? "rows" : "groups";
      }
      case ScatterPlan.Stream stream -> "stream";
      case ScatterPlan.CopyOut copy -> "copy";
      case ScatterPlan.CopyIn copy -> "copy";
    };
  }

  private static @Nullable String difference(
      Answer whole, Answer found, Compared compared, String how) {
    List<Column> columns = found.columns().subList(0, whole.columns().size());
    if (!columns.equals(whole.columns())) {
      return "columns " + columns + "\n  instead of " + whole.columns() + "\n  by " + how;
    }
    List<List<String>> wanted = rounded(whole, whole.columns());
    List<List<String>> rows = rounded(found, whole.columns());
    if (compared == Compared.ROWS) {
      wanted.sort((one, other) -> one.toString().compareTo(other.toString()));
      rows.sort((one, other) -> one.toString().compareTo(other.toString()));
    }
    boolean same = compared == Compared.COUNTS ? wanted.size() == rows.size() : wanted.equals(rows);
    return same ? null : "rows " + rows + "\n  instead of " + wanted + "\n  by " + how;
  }

  /** Without the last digits of floating point numbers, which depend on the order of additions. */
  private static List<List<String>> rounded(Answer answer, List<Column> columns) {
    List<List<String>> all = new ArrayList<>();
    for (List<@Nullable String> row : answer.rows()) {
      List<String> one = new ArrayList<>();
      for (int at = 0; at < columns.size(); at++) {
        String value = row.get(at);
        one.add(
            switch (columns.get(at).type()) {
              case "float8" -> value == null ? "null" : "%.9e".formatted(Double.valueOf(value));
              case "float4" -> value == null ? "null" : "%.4e".formatted(Double.valueOf(value));
              default -> String.valueOf(value);
            });
      }
      all.add(one);
    }
    return all;
  }
}
