package io.penstock.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sql.Effect.SetSetting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigCallReaderTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "SELECT set_config('A.b', 'it''s', false)  ! SELECT pg_catalog.set_config('a.b', 'it''s', false)",
        "select Set_Config ( 'a' , 'x,y' , TRUE )  ! SELECT pg_catalog.set_config('a', 'x,y', true)",
        "SELECT pg_catalog.set_config('a','',false); ! SELECT pg_catalog.set_config('a', '', false)",
        "SELECT \"pg_catalog\".\"set_config\"('a','b','t') ! SELECT pg_catalog.set_config('a', 'b', true)",
        "SELECT set_config('a', E'\\t\\\\\\'', false) AS x ! SELECT pg_catalog.set_config('a', E'\t\\\\''', false)",
        "SELECT set_config('a', 'c:\\x', false)    ! SELECT pg_catalog.set_config('a', E'c:\\\\x', false)",
        "SELECT set_config($$a$$, $x$b'$$$x$, 'off') x ! SELECT pg_catalog.set_config('a', 'b''$$', false)",
      })
  void aCallWithLiteralsIsASetting(String sql, String replay) {
    assertThat(Scans.effects(sql))
        .singleElement()
        .isInstanceOfSatisfying(
            SetSetting.class,
            setting -> {
              assertThat(setting.form()).isEqualTo(SettingForm.FLAT);
              assertThat(setting.sql()).isEqualTo(replay);
            });
  }

  @Test
  void severalCallsAreSettingsInTheirOrder() {
    assertThat(
            Scans.effects(
                "SELECT set_config('a','1',true), set_config('a','2',false) AS \"b\","
                    + " set_config('a','1',true)"))
        .containsExactly(
            new SetSetting("a", "1", true, SettingForm.FLAT),
            new SetSetting("a", "2", false, SettingForm.FLAT),
            new SetSetting("a", "1", true, SettingForm.FLAT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT set_config($1, $2, false)",
        "SELECT set_config('a', $1, $2)",
        "SELECT set_config('a', NULL, false)",
        "SELECT set_config('a', 'b' || 'c', false)",
        "SELECT set_config('a', 'b', 1=1)",
        "SELECT set_config('a', 'b', NOT true)",
        "SELECT set_config('a', U&'b', false)",
        "SELECT set_config('a', E'\\x41', false)",
        "SELECT set_config('a', 'b'\n'c', false)",
        "SELECT set_config('a', 'b', false) FROM t",
        "SELECT set_config('a', 'b', false) WHERE false",
        "SELECT set_config('a', 'b', false) UNION SELECT ''",
        "SELECT set_config('a', 'b', false), generate_series(1, 0)",
        "SELECT set_config('a', 'b', false) || ''",
        "SELECT DISTINCT set_config('a', 'b', false)",
        "SELECT coalesce(set_config('a', 'b', false))",
        "SELECT 1 FROM set_config('a', 'b', false)",
        "SELECT * FROM pg_settings WHERE set_config(name, setting, false) IS NULL",
        "(SELECT set_config('a', 'b', false))",
        "WITH x AS (SELECT set_config('a', 'b', false)) SELECT 1",
        "INSERT INTO t SELECT set_config('a', 'b', false)",
        "UPDATE t SET a = set_config('a', 'b', false)",
        "VALUES (set_config('a', 'b', false))",
        "SELECT set_config(set_config('a', 'b', true), 'b', false)",
        "SELECT set_config('a', (SELECT true, true), false)",
        "SELECT set_config('a', 'b', false",
        "SELECT U&\"set\\005fconfig\"('a', 'b', false)",
        "SELECT set_config/* '*/('a',/*,*/$1,false)",
      })
  void aCallOfWhichTheTextDoesNotTellAllIsOpaque(String sql) {
    assertThat(Scans.effects(sql)).contains(Effect.Opaque.INSTANCE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT set_config('a', $1, true), set_config($2, $3, 'true')",
        "SELECT set_config('a', concat('x', ',', mod(1, 2)), true) FROM t",
        "WITH x AS (SELECT set_config('a', (ARRAY['b','c'])[1], true)) SELECT 1",
      })
  void aCallThatIsSurelyLocalConcernsTheTransactionOnly(String sql) {
    assertThat(Scans.effects(sql)).containsExactly(Effect.OpaqueLocal.INSTANCE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT set_config FROM t",
        "SELECT 'set_config(1,2,false)'",
        "SELECT $$set_config('a','b',false)$$",
        "SELECT 1 -- set_config('a','b',false)",
        "SELECT /* set_config('a','b',false) */ 1",
        "INSERT INTO set_config (a) VALUES (1)",
        "INSERT INTO s.set_config (a) VALUES (1)",
        "SELECT * FROM t AS set_config (a, b)",
        "SELECT \"set_config(1,2,false)\" FROM t"
      })
  void whatOnlyLooksLikeACallIsPlain(String sql) {
    assertThat(Scans.script(sql)).isSameAs(Script.PLAIN);
  }

  @Test
  void nestedCallsTakeLinearTime() {
    String sql =
        "SELECT "
            + "set_config('a',".repeat(200_000)
            + "'b'"
            + ",true)".repeat(200_000)
            + " FROM t";
    assertThat(Scans.effects(sql)).containsExactly(Effect.Opaque.INSTANCE);
  }

  @Test
  void manySettingsBecomeAnOpaque() {
    String sql = "SELECT set_config('a','b',false)" + ", set_config('a','b',false)".repeat(1000);
    assertThat(Scans.effects(sql)).hasSize(65).last().isEqualTo(Effect.Opaque.INSTANCE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT \"SET_CONFIG\"('a','b',false)",
        "SELECT my.set_config('a','b',false)",
        "SELECT set_config_x('a','b',false)"
      })
  void anotherFunctionIsOnlyCalled(String sql) {
    assertThat(Scans.effects(sql)).containsExactly(Effect.CallsFunction.INSTANCE);
  }
}
