package io.penstock.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OwnSettingsTest {
  @Test
  void ownSettingsAreSetAndResetAsOthers() {
    assertThat(Scans.effects("SET penstock.route = 'primary'"))
        .containsExactly(
            new Effect.SetSetting("penstock.route", "'primary'", false, SettingForm.SQL_TEXT));
    assertThat(Scans.effects("set local Penstock.Consistency to session"))
        .containsExactly(
            new Effect.SetSetting("penstock.consistency", "session", true, SettingForm.SQL_TEXT));
    assertThat(Scans.effects("RESET penstock.token"))
        .containsExactly(new Effect.ResetSetting("penstock.token", false));
    assertThat(Scans.effects("SET penstock.route = DEFAULT"))
        .containsExactly(new Effect.ResetSetting("penstock.route", false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      nullValues = "null",
      value = {
        "'primary'       ! primary",
        "Primary         ! primary",
        "\"Primary\"     ! Primary",
        "E'a\\'b'        ! a'b",
        "$$x$$           ! x",
        "'0/16B3748'     ! 0/16B3748",
        "12              ! 12",
        "a, b            ! null",
        "'a', 'b'        ! null",
        "-1              ! null",
      })
  void aSingleValueIsRead(String text, String expected) {
    assertThat(Scans.effects("SET penstock.route = " + text))
        .singleElement()
        .extracting(effect -> ((Effect.SetSetting) effect).singleValue())
        .isEqualTo(expected);
  }

  @Test
  void showingAnOwnSettingIsToldWhateverTheSpelling() {
    for (String sql :
        new String[] {
          "SHOW penstock.token", "show PENSTOCK . Token;", "SHOW \"penstock\"/**/.\"TOKEN\" -- x"
        }) {
      assertThat(Scans.effects(sql)).containsExactly(new Effect.ShowOwn("penstock.token"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SHOW all",
        "SHOW work_mem",
        "SHOW penstock",
        "SHOW penstocks.token",
        "SHOW penstock.token x",
        "SHOW 'penstock.token'",
        "SHOW TIME ZONE",
      })
  void showingAnythingElseDoesNothing(String sql) {
    assertThat(Scans.effects(sql)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "EXPLAIN (PENSTOCK) SELECT nextval('s')",
        "explain(penstock)SELECT nextval('s');",
        "Explain /**/ ( -- x\n \"penstock\" ) SELECT nextval('s') ; ",
      })
  void theRouteOfAStatementIsAskedFor(String sql) {
    int start = sql.indexOf("SELECT");
    assertThat(Scans.effects(sql))
        .containsExactly(new Effect.ExplainRoute(start, sql.indexOf("'s')") + 4));
  }

  @Test
  void eachOfSeveralStatementsIsAskedForByItself() {
    Script script = Scans.script("EXPLAIN (PENSTOCK) DELETE FROM t; SELECT 1");
    assertThat(script.count()).isEqualTo(2);
    assertThat(script.statements().getFirst().effects())
        .containsExactly(new Effect.ExplainRoute(19, 32));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "EXPLAIN (PENSTOCK, VERBOSE) SELECT 1",
        "EXPLAIN (VERBOSE, PENSTOCK) SELECT 1",
        "EXPLAIN (PENSTOCK on) SELECT 1",
        "EXPLAIN (\"PENSTOCK\") SELECT 1",
        "EXPLAIN ('penstock') SELECT 1",
        "EXPLAIN (PENSTOCK)",
        "EXPLAIN (PENSTOCK);",
        "EXPLAIN penstock SELECT 1",
        "EXPLAIN ((SELECT penstock FROM t))",
      })
  void anythingElseIsForTheServerToExplain(String sql) {
    assertThat(Scans.effects(sql)).noneMatch(effect -> effect instanceof Effect.ExplainRoute);
  }

  @Test
  void optionsAreReadAsBefore() {
    assertThat(Scans.effects("EXPLAIN (PENSTOCK, ANALYZE) SELECT nextval('s')"))
        .containsExactly(Effect.AdvancesSequence.INSTANCE);
  }
}
