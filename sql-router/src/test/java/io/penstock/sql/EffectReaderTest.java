package io.penstock.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sql.Effect.DeallocateStatement;
import io.penstock.sql.Effect.ExecuteStatement;
import io.penstock.sql.Effect.PrepareStatement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EffectReaderTest {
  @Test
  void preparedStatementsAreNamedAndLocated() {
    assertThat(Scans.effects("PREPARE Abc AS SELECT 1"))
        .containsExactly(new PrepareStatement("abc", 8, 11, List.of()));
    assertThat(Scans.effects("PREPARE \"A\"(int, numeric(1,2)) AS SELECT nextval('s')"))
        .containsExactly(
            new PrepareStatement("A", 8, 11, List.of(Effect.AdvancesSequence.INSTANCE)));
    assertThat(Scans.effects("PREPARE transaction AS SELECT 1"))
        .containsExactly(new PrepareStatement("transaction", 8, 19, List.of()));
    assertThat(Scans.effects("EXECUTE abc")).containsExactly(new ExecuteStatement("abc", 8, 11));
    assertThat(Scans.effects("EXECUTE/**/\"A\" (1, 'x')"))
        .containsExactly(new ExecuteStatement("A", 11, 14));
    assertThat(Scans.effects("DEALLOCATE a")).containsExactly(new DeallocateStatement("a", 11, 12));
    assertThat(Scans.effects("DEALLOCATE PREPARE a"))
        .containsExactly(new DeallocateStatement("a", 19, 20));
    assertThat(Scans.effects("DEALLOCATE prepare;"))
        .containsExactly(new DeallocateStatement("prepare", 11, 18));
    assertThat(Scans.effects("DEALLOCATE \"all\""))
        .containsExactly(new DeallocateStatement("all", 11, 16));
    assertThat(Scans.effects("DEALLOCATE ALL")).containsExactly(Effect.DeallocateAll.INSTANCE);
    assertThat(Scans.effects("DEALLOCATE PREPARE ALL"))
        .containsExactly(Effect.DeallocateAll.INSTANCE);
  }

  @Test
  void aPreparedStatementDoesNothingUntilItIsExecuted() {
    assertThat(Scans.effects("PREPARE a AS SELECT set_config('b', $1, false)"))
        .containsExactly(new PrepareStatement("a", 8, 9, List.of(Effect.Opaque.INSTANCE)));
  }

  @Test
  void explainRunsAStatementOnlyIfItAnalyzes() {
    Effect advances = Effect.AdvancesSequence.INSTANCE;
    for (String sql :
        List.of(
            "EXPLAIN ANALYZE SELECT nextval('s')",
            "EXPLAIN ANALYSE VERBOSE SELECT nextval('s')",
            "EXPLAIN (VERBOSE, ANALYZE) SELECT nextval('s')",
            "EXPLAIN (ANALYZE on) (SELECT nextval('s'))",
            "EXPLAIN (COSTS off, ANALYZE true, FORMAT json) SELECT nextval('s')")) {
      assertThat(Scans.effects(sql)).as(sql).containsExactly(advances);
    }
    for (String sql :
        List.of(
            "EXPLAIN SELECT nextval('s')",
            "EXPLAIN VERBOSE SELECT nextval('s')",
            "EXPLAIN (SELECT nextval('s'))",
            "EXPLAIN ((SELECT nextval('s')))",
            "EXPLAIN (ANALYZE 0, COSTS on) SELECT nextval('s')",
            "EXPLAIN (ANALYZE 'off') CREATE TEMP TABLE x AS SELECT 1",
            "EXPLAIN SELECT analyze FROM x WHERE nextval('s') = 1")) {
      assertThat(Scans.script(sql)).as(sql).isSameAs(Script.PLAIN);
    }
    assertThat(Scans.effects("EXPLAIN ANALYZE CREATE TEMP TABLE x AS SELECT 1"))
        .containsExactly(Effect.Ddl.INSTANCE, new Effect.Pin(PinReason.TEMPORARY_TABLE));
    assertThat(Scans.effects("EXPLAIN EXECUTE a"))
        .containsExactly(new ExecuteStatement("a", 16, 17));
    assertThat(Scans.effects("EXPLAIN ANALYZE EXECUTE a"))
        .containsExactly(new ExecuteStatement("a", 24, 25));
  }

  @Test
  void explainsWithinExplainsAreNotFollowed() {
    assertThat(Scans.effects("EXPLAIN ANALYZE ".repeat(100_000)))
        .containsExactly(Effect.Opaque.INSTANCE);
    assertThat(Scans.effects("PREPARE a AS ".repeat(100_000))).hasSize(1);
  }

  @Test
  void channelsArePinnedAndNamed() {
    Effect pin = new Effect.Pin(PinReason.LISTEN);
    Effect unpin = new Effect.Unpin(PinReason.LISTEN);
    assertThat(Scans.effects("LISTEN Abc")).containsExactly(new Effect.Listen("abc"), pin);
    assertThat(Scans.effects("listen \"Abc\";")).containsExactly(new Effect.Listen("Abc"), pin);
    assertThat(Scans.effects("UNLISTEN abc")).containsExactly(new Effect.Unlisten("abc"), unpin);
    assertThat(Scans.effects("UNLISTEN *")).containsExactly(Effect.UnlistenAll.INSTANCE, unpin);
    assertThat(Scans.effects("UNLISTEN \"*\"")).containsExactly(new Effect.Unlisten("*"), unpin);
  }

  @Test
  void discardsAreTold() {
    assertThat(Scans.effects("DISCARD ALL")).containsExactly(Effect.DiscardAll.INSTANCE);
    assertThat(Scans.effects("DISCARD PLANS")).containsExactly(Effect.DiscardPlans.INSTANCE);
    assertThat(Scans.effects("discard sequences"))
        .containsExactly(Effect.DiscardSequences.INSTANCE);
    for (String sql : List.of("DISCARD TEMP", "DISCARD TEMPORARY")) {
      assertThat(Scans.effects(sql))
          .containsExactly(
              Effect.DiscardTemporary.INSTANCE, new Effect.Unpin(PinReason.TEMPORARY_TABLE));
    }
  }

  @Test
  void loadPins() {
    assertThat(Scans.effects("LOAD 'x'")).containsExactly(new Effect.Pin(PinReason.LOAD));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DO $$ BEGIN PERFORM 1; END $$",
        "DO LANGUAGE plpgsql 'x'",
        "CALL p(1)",
        "FROBNICATE",
        "42",
        "'SELECT'",
        "\"select\" 1",
        "(UPDATE t SET a = 1)",
        "\\d",
        "$1"
      })
  void whatTheTextDoesNotTellIsOpaque(String sql) {
    assertThat(Scans.effects(sql)).containsExactly(Effect.Opaque.INSTANCE);
  }

  @ParameterizedTest
  @CsvSource({
    "SELECT 1,SELECT",
    "((select 1)),SELECT",
    "with x as (select 1) table x,WITH",
    "values (1),VALUES",
    "table t,TABLE",
    "start transaction,BEGIN",
    "END,COMMIT",
    "abort,ROLLBACK",
    "/*x*/ --|analyse,ANALYZE",
    "refresh materialized view x,REFRESH",
    "security label on x is y,SECURITY",
    "checkpoint,CHECKPOINT",
    "SELECTED,UNKNOWN"
  })
  void theFirstWordIsTheVerb(String sql, Verb verb) {
    byte[] text = ("RESET ALL;" + sql.replace('|', '\n')).getBytes(ClientEncoding.UTF8.charset());
    assertThat(new StatementScanner().scan(text, 0, text.length).statements().getLast().verb())
        .isEqualTo(verb);
  }
}
