package io.penstock.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sql.Effect.SetSetting;
import io.penstock.sql.SettingForm;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
  private static SetSetting set(String name, String value) {
    return new SetSetting(name, value, false, SettingForm.SQL_TEXT);
  }

  private static Settings of(String... namesAndValues) {
    Settings settings = Settings.NONE;
    for (int i = 0; i < namesAndValues.length; i += 2) {
      settings = settings.with(set(namesAndValues[i], namesAndValues[i + 1]));
    }
    return settings;
  }

  @Test
  void onlyWhatDiffersIsSet() {
    Settings from = of("work_mem", "1", "lock_timeout", "2");
    Settings to = of("work_mem", "1", "lock_timeout", "3");
    assertThat(to.from(from)).isEqualTo("SET \"lock_timeout\" TO 3");
    assertThat(to.from(to)).isEmpty();
  }

  @Test
  void aPositionOfAnotherSessionStaysWithTheSessionAndCostsNoBackendAnything() {
    Settings with = of("work_mem", "1", "penstock.token", "'1:0/3000148'");
    Settings without = of("work_mem", "1");
    assertThat(with.same(without)).isTrue();
    assertThat(with).isNotEqualTo(without);
    assertThat(with.from(Settings.NONE)).isEqualTo("SET \"work_mem\" TO 1");
    assertThat(without.from(with)).isEmpty();
    assertThat(with.customNames()).isEmpty();
    assertThat(with.get("penstock.token")).isNotNull();
    assertThat(with.meaningForParse()).isEqualTo(without.meaningForParse());
  }

  @Test
  void whatIsNotWantedIsReset() {
    assertThat(Settings.NONE.from(of("work_mem", "1"))).isEqualTo("SET \"work_mem\" TO DEFAULT");
  }

  @Test
  void roleAndAuthorizationComeOffFirstAndGoOnLast() {
    Settings from = of("session_authorization", "a", "role", "b");
    Settings to = of("session_authorization", "c", "role", "d", "work_mem", "1");
    assertThat(to.from(from).split(";"))
        .containsExactly(
            "RESET ROLE",
            "RESET SESSION AUTHORIZATION",
            "SET \"work_mem\" TO 1",
            "SET \"session_authorization\" TO c",
            "SET \"role\" TO d");
  }

  @Test
  void aRoleThatStaysIsTakenOffAndPutOnAgain() {
    Settings from = of("role", "b");
    Settings to = of("role", "b", "work_mem", "1");
    assertThat(to.from(from).split(";"))
        .containsExactly("RESET ROLE", "SET \"work_mem\" TO 1", "SET \"role\" TO b");
  }

  @Test
  void theQuotingRulesChangeAfterAllValues() {
    Settings to = of("standard_conforming_strings", "off", "work_mem", "1", "zone", "2");
    assertThat(to.from(Settings.NONE)).endsWith("SET \"standard_conforming_strings\" TO off");
  }

  @Test
  void anAuthorizationEndsTheRoleBeforeIt() {
    assertThat(of("role", "a", "session_authorization", "b").get("role")).isNull();
  }

  @Test
  void equalSettingsAreTheSameWhateverTheirOrder() {
    Settings one = of("a.x", "1", "b.x", "2");
    Settings other = of("b.x", "2", "a.x", "1");
    assertThat(one.is(other)).isFalse();
    assertThat(one.same(other)).isTrue();
    assertThat(one).hasSameHashCodeAs(other);
    assertThat(one.with(set("a.x", "1"))).isSameAs(one);
    assertThat(one.without("a.x").without("b.x")).isSameAs(Settings.NONE);
    assertThat(one.customNames()).containsExactly("a.x", "b.x");
  }

  @Test
  void valuesOfAStartupMessageAreLiterals() {
    Settings startup = Settings.ofStartup(Map.of("search_path", "a'; DROP TABLE t; --"));
    assertThat(startup.from(Settings.NONE))
        .isEqualTo("SELECT pg_catalog.set_config('search_path', 'a''; DROP TABLE t; --', false)");
  }

  @Test
  void whatCannotChangeAMeaningDoesNotTellStatementsApart() {
    assertThat(of("work_mem", "1", "application_name", "x").meaningForParse()).isEmpty();
    assertThat(of("datestyle", "1").meaningForParse()).isNotEmpty();
  }

  @Test
  void valuesAreNotShown() {
    assertThat(of("app.secret", "'hidden'").toString()).isEqualTo("[app.secret]");
  }
}
