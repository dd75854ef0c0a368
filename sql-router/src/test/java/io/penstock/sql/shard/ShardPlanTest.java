package io.penstock.sql.shard;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.RoutingConfig;
import io.penstock.sql.Fingerprint;
import io.penstock.sql.LiteralSlot;
import io.penstock.sql.catalog.SearchPath;
import io.penstock.sql.route.LearnedWrites;
import io.penstock.sql.route.RoutePlan;
import io.penstock.sql.route.RoutedText;
import io.penstock.sql.route.SessionMarks;
import io.penstock.sql.route.StatementRoute;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShardPlanTest {
  private static final ShardPlan PLAN = ShardedDatabase.plan();

  static List<String> lines() throws IOException {
    try (InputStream in = ShardPlanTest.class.getResourceAsStream("shards.txt")) {
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

  @Test
  void theTableOfStatementsIsThere() throws IOException {
    assertThat(lines()).hasSizeGreaterThan(250).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("lines")
  void theRouteOfEachStatementIsThatLabelled(String line) {
    int arrow = line.lastIndexOf("=> ");
    String sql = line.substring(0, arrow).strip();

    assertThat(words(sql, ShardedDatabase.PUBLIC)).isEqualTo(line.substring(arrow + 3).strip());
  }

  /** What is learned of one text is used for others: it must not matter which came first. */
  @ParameterizedTest
  @MethodSource("lines")
  void textsWithTheSameFingerprintHaveTheSameRoute(String line) {
    String sql = line.substring(0, line.lastIndexOf("=> ")).strip();
    RoutedText text = ShardedDatabase.text(sql);
    ShardRoute route = PLAN.route(text, ShardedDatabase.PUBLIC);
    Fingerprint fingerprint = Fingerprint.of(sql);
    for (LiteralSlot slot : text.facts().literals().slots()) {
      String before = sql.substring(0, slot.start());
      String literal = sql.substring(slot.start(), slot.end());
      String after = sql.substring(slot.end());
      for (String other : others(literal)) {
        String varied = before + other + after;
        if (Fingerprint.of(varied).equals(fingerprint)) {
          assertThat(PLAN.route(ShardedDatabase.text(varied), ShardedDatabase.PUBLIC))
              .as(varied)
              .isEqualTo(route);
        }
      }
    }
  }

  private static List<String> others(String literal) {
    return List.of(
        "777",
        "-777",
        "- 777",
        "+777",
        "'x'",
        "E'y'",
        "$$z$$",
        "NULL",
        "TRUE",
        "B'1'",
        "$3",
        literal + ", " + literal,
        "(" + literal + ")",
        "-" + literal);
  }

  /** The route with the literals of this text where their numbers are. */
  private static String words(String sql, SessionMarks marks) {
    RoutedText text = ShardedDatabase.text(sql);
    return switch (PLAN.route(text, marks)) {
      case ShardRoute.Anywhere(ShardRoute.Where where) ->
          switch (where) {
            case ANY -> "anywhere";
            case HERE -> "here";
            case FIRST -> "first";
          };
      case ShardRoute.Refused(String sentence, String hint) -> "refused: " + sentence;
      case ShardRoute.Several(ShardRoute.Refused alone, boolean changes) ->
          (changes ? "change: " : "several: ") + alone.sentence();
      case ShardRoute.NotYet notYet -> "not yet";
      case ShardRoute.Keyed(List<KeyUse> uses) ->
          uses.stream().map(use -> words(sql, text, use)).collect(joining("; "));
    };
  }

  private static String words(String sql, RoutedText text, KeyUse use) {
    String columns =
        use.columns().stream().map(source -> words(sql, text, source)).collect(joining(", "));
    return (use.rows() ? "rows of " : "") + use.table() + " " + columns;
  }

  private static String words(String sql, RoutedText text, KeySource source) {
    return (source.array() ? "any " : "")
        + text.facts().literals().slots().stream()
            .filter(slot -> source.slots().contains(slot.number()))
            .map(slot -> words(sql, slot))
            .collect(joining("|"))
        + (source.castOid() == 0 ? "" : "::" + source.castOid());
  }

  private static String words(String sql, LiteralSlot slot) {
    return (slot.negative() ? "-" : "") + sql.substring(slot.start(), slot.end());
  }

  @Test
  void theRouteIsKeptWithTheStatement() {
    String sql = "SELECT * FROM orders WHERE customer_id = 1";
    Fingerprint print = Fingerprint.of(sql);
    SessionMarks marks = ShardedDatabase.PUBLIC;
    RoutePlan sharded =
        new RoutePlan(
            RoutingConfig.defaults(), ShardedDatabase.catalog(), new LearnedWrites(), PLAN);
    RoutePlan whole =
        new RoutePlan(
            RoutingConfig.defaults(), ShardedDatabase.catalog(), new LearnedWrites(), null);
    sharded.classify(print.high(), print.low(), ShardedDatabase.text(sql), marks);
    whole.classify(print.high(), print.low(), ShardedDatabase.text(sql), marks);

    assertThat(sharded.known(print.high(), print.low(), marks))
        .extracting(StatementRoute::shard)
        .isEqualTo(PLAN.route(ShardedDatabase.text(sql), marks))
        .isInstanceOf(ShardRoute.Keyed.class);
    assertThat(whole.known(print.high(), print.low(), marks))
        .extracting(StatementRoute::shard)
        .isNull();
  }

  @Test
  void beforeTheCatalogIsLoadedOnlyWhatNamesNothingHasARoute() {
    ShardPlan early = new ShardPlan(ShardedDatabase.map(), null);
    SessionMarks marks = ShardedDatabase.PUBLIC;

    assertThat(early.route(ShardedDatabase.text("SELECT * FROM orders"), marks))
        .isEqualTo(new ShardRoute.NotYet());
    assertThat(early.route(ShardedDatabase.text("SELECT now()"), marks))
        .isEqualTo(new ShardRoute.NotYet());
    assertThat(early.route(ShardedDatabase.text("SELECT 1"), marks))
        .isEqualTo(ShardRoute.Anywhere.HERE);
    assertThat(early.route(ShardedDatabase.text("BEGIN"), marks))
        .isEqualTo(ShardRoute.Anywhere.HERE);
    assertThat(early.route(ShardedDatabase.text("LOCK TABLE orders"), marks))
        .isEqualTo(new ShardRoute.NotYet());
    assertThat(early.route(ShardedDatabase.text("CALL refresh()"), marks))
        .isInstanceOf(ShardRoute.Refused.class);
  }

  @Test
  void aSessionWithTemporaryTablesMustWriteSchemas() {
    SessionMarks marks = new SessionMarks(SearchPath.of("public"), true);

    assertThat(words("SELECT * FROM orders WHERE customer_id = 1", marks))
        .isEqualTo("refused: orders may be a temporary table of this session");
    assertThat(words("SELECT * FROM public.orders WHERE customer_id = 1", marks))
        .isEqualTo("orders 1");
    assertThat(words("SELECT * FROM public.orders WHERE customer_id = '1'::integer", marks))
        .isEqualTo("orders '1'::23");
    assertThat(words("SELECT * FROM public.sessions WHERE id = 'a'::uuid", marks))
        .isEqualTo("several: no condition = on public.sessions.id");
  }

  @Test
  void namesMeanWhatTheSearchPathSays() {
    SessionMarks both = SessionMarks.of(SearchPath.of("tenant", "public"));
    SessionMarks audit = SessionMarks.of(SearchPath.of("audit"));
    SessionMarks catalogLast = SessionMarks.of(SearchPath.of("public", "pg_catalog"));

    assertThat(words("SELECT * FROM notes WHERE customer_id = 1", both))
        .isEqualTo("refused: notes may mean tenant.notes or public.notes");
    assertThat(words("SELECT * FROM log WHERE customer_id = 1", audit)).isEqualTo("audit.log 1");
    assertThat(words("SELECT * FROM orders WHERE customer_id = 1", audit))
        .isEqualTo("refused: no table orders is known to the catalog");
    assertThat(words("SELECT * FROM sessions WHERE id = 'a'::uuid", catalogLast))
        .isEqualTo("several: no condition = on public.sessions.id");
  }
}
