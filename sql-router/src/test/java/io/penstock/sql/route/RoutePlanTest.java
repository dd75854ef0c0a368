package io.penstock.sql.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.penstock.config.Consistency;
import io.penstock.config.OnNoReplica;
import io.penstock.config.Reads;
import io.penstock.config.RoutingConfig;
import io.penstock.config.RoutingRuleConfig;
import io.penstock.config.RuleRoute;
import io.penstock.sql.Fingerprint;
import io.penstock.sql.catalog.Catalog;
import io.penstock.sql.catalog.SearchPath;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutePlanTest {
  private static final String READ = "SELECT * FROM orders";
  private static final String CAUTIOUS = "SELECT touch()";
  private static final String WRITE = "INSERT INTO orders VALUES (1)";

  private final Catalog catalog = TestCatalog.catalog();

  private static RoutingConfig config(Reads reads, RoutingRuleConfig... rules) {
    return new RoutingConfig(
        reads,
        Consistency.SESSION,
        Duration.ofSeconds(5),
        null,
        "east",
        Duration.ZERO,
        OnNoReplica.PRIMARY,
        List.of(rules));
  }

  private RoutePlan plan(RoutingRuleConfig... rules) {
    return new RoutePlan(config(Reads.PREFER_REPLICA, rules), catalog, new LearnedWrites(), null);
  }

  private static RoutingRuleConfig rule(
      List<String> tables,
      List<String> schemas,
      List<String> users,
      List<String> statements,
      @Nullable RuleRoute route,
      @Nullable Consistency consistency) {
    return new RoutingRuleConfig(
        null,
        tables,
        schemas,
        users,
        List.of(),
        statements,
        route,
        consistency,
        null,
        route == null ? "west" : null);
  }

  private static RoutingRuleConfig tables(String table, RuleRoute route) {
    return rule(List.of(table), List.of(), List.of(), List.of(), route, null);
  }

  private static RouteDecision decide(
      RoutePlan plan, String sql, TransactionMark transaction, RouteHint hint) {
    Fingerprint print = Fingerprint.of(sql);
    StatementRoute route =
        plan.classify(print.high(), print.low(), TestCatalog.text(sql), TestCatalog.PUBLIC);
    return plan.decide(route, plan.sessionRules("app", "shop"), transaction, hint);
  }

  private static RouteDecision decide(RoutePlan plan, String sql) {
    return decide(plan, sql, TransactionMark.NONE, RouteHint.NONE);
  }

  private static RouteHint hint(String text) {
    return Objects.requireNonNull(RouteHint.read(text), text);
  }

  @Test
  void aReadGoesToAReplicaWithWhatTheConfigurationSays() {
    RouteDecision decision = decide(plan(), READ);
    assertThat(decision.target()).isEqualTo(RouteDecision.Target.READ);
    assertThat(decision.consistency()).isEqualTo(Consistency.SESSION);
    assertThat(decision.maxLag()).isEqualTo(Duration.ofSeconds(5));
    assertThat(decision.zone()).isEqualTo("east");
    assertThat(decision.reason()).isEqualTo(RouteReason.READ);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELECT * FROM orders          | NONE         | ''                 | READ
          SELECT * FROM orders          | READ_ONLY    | ''                 | READ_ONLY_TRANSACTION
          SELECT * FROM orders          | READ_WRITE   | ''                 | IN_TRANSACTION
          SELECT * FROM orders          | READ_WRITE   | replica            | IN_TRANSACTION
          SELECT * FROM orders          | SERIALIZABLE | replica            | SERIALIZABLE
          SELECT * FROM orders          | NONE         | primary            | HINT_PRIMARY
          SELECT * FROM orders          | NONE         | replica            | HINT_REPLICA
          SELECT * FROM orders          | NONE         | node=pg-b          | HINT_NODE
          SELECT * FROM orders          | NONE         | consistency=strong | STRONG_CONSISTENCY
          SELECT * FROM orders          | NONE         | consistency=bounded | READ
          SELECT touch()                | NONE         | ''                 | VOLATILE_FUNCTION
          SELECT touch()                | NONE         | consistency=bounded | VOLATILE_FUNCTION
          SELECT touch()                | NONE         | replica            | HINT_REPLICA
          SELECT touch()                | READ_ONLY    | ''                 | READ_ONLY_TRANSACTION
          SELECT pg_is_in_recovery()    | NONE         | ''                 | NODE_STATE
          SELECT pg_is_in_recovery()    | NONE         | node=pg-b          | HINT_NODE
          SELECT lastval()              | NONE         | replica            | SYSTEM_FUNCTION
          SELECT lastval()              | READ_ONLY    | ''                 | SYSTEM_FUNCTION
          SELECT * FROM scratch         | NONE         | replica            | UNLOGGED_TABLE
          SELECT * FROM scratch         | READ_ONLY    | ''                 | UNLOGGED_TABLE
          INSERT INTO orders VALUES (1) | NONE         | replica            | WRITES
          INSERT INTO orders VALUES (1) | NONE         | node=pg-b          | WRITES
          SELECT 1 FROM orders FOR UPDATE | NONE       | replica            | LOCKS
          """)
  void theMostBindingWordCounts(
      String sql, TransactionMark transaction, String hint, RouteReason reason) {
    RouteHint asked = hint.isEmpty() ? RouteHint.NONE : hint(hint);
    RouteDecision decision = decide(plan(), sql, transaction, asked);
    assertThat(decision.reason()).isEqualTo(reason);
    assertThat(decision.primary()).isEqualTo(!reason.reads());
  }

  @Test
  void hintsCarryTheirConsistencyAndNode() {
    assertThat(decide(plan(), READ, TransactionMark.NONE, hint("replica consistency=eventual")))
        .satisfies(decision -> assertThat(decision.consistency()).isEqualTo(Consistency.EVENTUAL));
    assertThat(decide(plan(), READ, TransactionMark.NONE, hint("node=pg-b")).node())
        .isEqualTo("pg-b");
  }

  @Test
  void rulesMatchTablesAsWrittenAsFoundAndWithinViews() {
    for (String name : List.of("orders", "public.orders")) {
      RoutePlan plan = plan(tables(name, RuleRoute.PRIMARY));
      assertThat(decide(plan, READ).reason()).as(name).isEqualTo(RouteReason.RULE_PRIMARY);
      assertThat(decide(plan, READ).rule()).isEqualTo("rules[0]");
      assertThat(decide(plan, "SELECT * FROM recent").reason()).isEqualTo(RouteReason.RULE_PRIMARY);
      assertThat(decide(plan, "SELECT * FROM sales.leads").reason()).isEqualTo(RouteReason.READ);
    }
  }

  @Test
  void rulesMatchSchemasUsersAndStatementsOfOneShape() {
    RoutePlan sales =
        plan(rule(List.of(), List.of("sales"), List.of(), List.of(), RuleRoute.PRIMARY, null));
    assertThat(decide(sales, "SELECT * FROM sales.leads").primary()).isTrue();
    assertThat(decide(sales, READ).primary()).isFalse();
    RoutePlan others =
        plan(rule(List.of(), List.of(), List.of("other"), List.of(), RuleRoute.PRIMARY, null));
    assertThat(decide(others, READ).primary()).isFalse();
    RoutePlan print =
        plan(
            rule(
                List.of(),
                List.of(),
                List.of(),
                List.of("select touch(7) -- or another number", WRITE + ";"),
                RuleRoute.REPLICA,
                null));
    assertThat(decide(print, "SELECT touch(8)").reason()).isEqualTo(RouteReason.RULE_REPLICA);
    assertThat(decide(print, CAUTIOUS).reason()).isEqualTo(RouteReason.VOLATILE_FUNCTION);
    assertThat(decide(print, WRITE).reason()).isEqualTo(RouteReason.WRITES);
  }

  @Test
  void theFirstRuleThatMatchesCountsAndAHintCountsMore() {
    RoutePlan plan = plan(tables("orders", RuleRoute.REPLICA), tables("orders", RuleRoute.PRIMARY));
    assertThat(decide(plan, READ).reason()).isEqualTo(RouteReason.RULE_REPLICA);
    assertThat(decide(plan, READ, TransactionMark.NONE, hint("primary")).reason())
        .isEqualTo(RouteReason.HINT_PRIMARY);
  }

  @Test
  void aRuleMayChangeWhatAReadGetsAndNotWhereItGoes() {
    RoutePlan plan =
        plan(rule(List.of("orders"), List.of(), List.of(), List.of(), null, Consistency.EVENTUAL));
    RouteDecision decision = decide(plan, READ);
    assertThat(decision.reason()).isEqualTo(RouteReason.READ);
    assertThat(decision.consistency()).isEqualTo(Consistency.EVENTUAL);
    assertThat(decision.zone()).isEqualTo("west");
    assertThat(decide(plan, CAUTIOUS).primary()).isTrue();
  }

  @Test
  void readsPrimaryKeepsReadsFromReplicasUnlessAskedFor() {
    RoutePlan plan = new RoutePlan(config(Reads.PRIMARY), catalog, new LearnedWrites(), null);
    assertThat(decide(plan, READ).reason()).isEqualTo(RouteReason.READS_TO_PRIMARY);
    assertThat(decide(plan, READ, TransactionMark.READ_ONLY, RouteHint.NONE).primary()).isTrue();
    assertThat(decide(plan, READ, TransactionMark.NONE, hint("replica")).primary()).isFalse();
  }

  @Test
  void withoutACatalogOnlyWhatNamesNothingIsARead() {
    RoutePlan plan = new RoutePlan(config(Reads.ANY), null, new LearnedWrites(), null);
    assertThat(decide(plan, "SELECT 1").primary()).isFalse();
    assertThat(decide(plan, READ).reason()).isEqualTo(RouteReason.CATALOG_NOT_LOADED);
    assertThat(decide(plan, "COPY orders TO STDOUT").reason())
        .isEqualTo(RouteReason.CATALOG_NOT_LOADED);
    assertThat(decide(plan, WRITE).reason()).isEqualTo(RouteReason.WRITES);
  }

  @Test
  void whatAReplicaRefusedIsRememberedByTheNextPlanToo() {
    LearnedWrites learned = new LearnedWrites();
    RoutePlan plan = new RoutePlan(config(Reads.ANY), catalog, learned, null);
    assertThat(decide(plan, READ).primary()).isFalse();
    Fingerprint print = Fingerprint.of(READ);
    plan.learn(print.high(), print.low());
    assertThat(plan.known(print.high(), print.low(), TestCatalog.PUBLIC)).isNull();
    assertThat(decide(plan, READ).reason()).isEqualTo(RouteReason.LEARNED);
    RoutePlan next = new RoutePlan(config(Reads.ANY), catalog, learned, null);
    assertThat(decide(next, READ).reason()).isEqualTo(RouteReason.LEARNED);
  }

  @Test
  void aStatementIsKeptForEachSearchPath() {
    RoutePlan plan = plan();
    StatementRoute here = plan.classify(7, 8, TestCatalog.text(READ), TestCatalog.PUBLIC);
    SessionMarks sales = SessionMarks.of(SearchPath.of("sales"));
    assertThat(plan.known(7, 8, sales)).isNull();
    StatementRoute there = plan.classify(7, 8, TestCatalog.text(READ), sales);
    assertThat(here.classification().reads()).isTrue();
    assertThat(there.classification().reason()).isEqualTo(RouteReason.UNKNOWN_RELATION);
    SessionMarks same = SessionMarks.of(SearchPath.read("public", null));
    assertThat(plan.known(7, 8, same)).isSameAs(here);
    assertThat(plan.known(7, 8, sales)).isSameAs(there);
    assertThat(plan.known(8, 7, same)).isNull();
  }

  @Test
  void aKnownStatementIsDecidedWithoutAllocating() {
    RoutePlan plan = plan(tables("orders", RuleRoute.REPLICA));
    SessionMarks marks = SessionMarks.of(SearchPath.of("public"));
    long rules = plan.sessionRules("app", "shop");
    for (long print = 0; print < 4; print++) {
      String sql = List.of(READ, CAUTIOUS, WRITE, "SELECT * FROM scratch").get((int) print);
      var unused = plan.classify(print, print, TestCatalog.text(sql), TestCatalog.PUBLIC);
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    assertThat(decideOften(plan, marks, rules)).isEqualTo(31_250);
    long before = threads.getCurrentThreadAllocatedBytes();
    int primary = decideOften(plan, marks, rules);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(primary).isEqualTo(31_250);
    assertThat(allocated).isLessThan(10_000);
  }

  /** How many of 50,000 go to the primary: writes, unlogged tables, and half of the cautious. */
  private static int decideOften(RoutePlan plan, SessionMarks marks, long rules) {
    int primary = 0;
    for (int round = 0; round < 50_000; round++) {
      StatementRoute route = Objects.requireNonNull(plan.known(round & 3, round & 3, marks));
      TransactionMark mark = (round & 4) == 0 ? TransactionMark.NONE : TransactionMark.READ_ONLY;
      RouteDecision decision = plan.decide(route, rules, mark, RouteHint.NONE);
      primary += decision.primary() ? 1 : 0;
    }
    return primary;
  }

  @Test
  void temporaryRelationsHideOthersOfTheirName() {
    SessionMarks marks = new SessionMarks(SearchPath.of("public"), true);
    RoutePlan plan = plan();
    assertThat(plan.classify(1, 1, TestCatalog.text(READ), marks).classification().reason())
        .isEqualTo(RouteReason.TEMPORARY_TABLE);
    assertThat(
            plan.classify(1, 3, TestCatalog.text("SELECT * FROM public.orders"), marks)
                .classification()
                .reads())
        .isTrue();
  }

  @Test
  void theCacheStaysWithinItsBounds() {
    RouteCache cache = new RouteCache(2);
    StatementRoute route = plan().classify(0, 0, TestCatalog.text("SELECT 1"), TestCatalog.PUBLIC);
    for (long print = 1; print <= 1_000; print++) {
      cache.put(print, print << 41, TestCatalog.PUBLIC, route);
      assertThat(cache.get(print, print << 41, TestCatalog.PUBLIC)).isSameAs(route);
    }
    long kept = 0;
    for (long print = 1; print <= 1_000; print++) {
      kept += cache.get(print, print << 41, TestCatalog.PUBLIC) == null ? 0 : 1;
    }
    assertThat(kept).isBetween(1L, 8L);
  }

  @Test
  void aTextThatWasGivenUpIsNeitherUnknownNorARead() {
    RoutePlan plan = plan();
    Fingerprint fingerprint = Fingerprint.of(READ);
    plan.giveUp(fingerprint.high(), fingerprint.low(), TestCatalog.PUBLIC);
    StatementRoute known = plan.known(fingerprint.high(), fingerprint.low(), TestCatalog.PUBLIC);
    assertThat(known).isNotNull();
    assertThat(plan.decide(known, 0, TransactionMark.NONE, RouteHint.NONE).primary()).isTrue();
  }
}
