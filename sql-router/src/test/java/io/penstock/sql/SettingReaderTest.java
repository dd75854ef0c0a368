package io.penstock.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sql.Effect.ResetSetting;
import io.penstock.sql.Effect.SetSetting;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingReaderTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "SET a = 1                              ! SET \"a\" TO 1",
        "set A to B                             ! SET \"a\" TO B",
        "SET SESSION a TO 'it''s'               ! SET \"a\" TO 'it''s'",
        "SET LOCAL a=on                         ! SET LOCAL \"a\" TO on",
        "SET LOCAL a.B = -1.5e3                 ! SET LOCAL \"a\".\"b\" TO -1.5e3",
        "SET \"DateStyle\" = 'ISO, DMY'         ! SET \"datestyle\" TO 'ISO, DMY'",
        "SET DateStyle TO ISO, DMY              ! SET \"datestyle\" TO ISO, DMY",
        "SET search_path TO \"$user\" , 'A b',c ! SET \"search_path\" TO \"$user\" , 'A b',c",
        "SET a = x/* ; */,/**/y -- ;            ! SET \"a\" TO x , y",
        "SET/**/a/**/=/**/1/**/                 ! SET \"a\" TO 1",
        "SET a = $x$it's;$x$                    ! SET \"a\" TO $x$it's;$x$",
        "SET a = 'c:\\'                         ! SET \"a\" TO E'c:\\\\'",
        "SET a = E'\\''                         ! SET \"a\" TO E'\\''",
        "SET local.a = 1                        ! SET \"local\".\"a\" TO 1",
        "SET session.a TO 1                     ! SET \"session\".\"a\" TO 1",
        "SET local = 1                          ! SET \"local\" TO 1",
        "SET time.zone = 1                      ! SET \"time\".\"zone\" TO 1",
        "SET \"timezone\" TO 'UTC'              ! SET \"timezone\" TO 'UTC'",
        "SET TIME ZONE 'UTC'                    ! SET \"timezone\" TO 'UTC'",
        "SET LOCAL TIME ZONE -7.5               ! SET LOCAL \"timezone\" TO -7.5",
        "SET SESSION TIME ZONE PST8PDT          ! SET \"timezone\" TO PST8PDT",
        "SET TIME ZONE INTERVAL '-08:00' HOUR TO MINUTE ! SET TIME ZONE INTERVAL '-08:00' HOUR TO MINUTE",
        "SET LOCAL TIME ZONE interval(3)'1'     ! SET LOCAL TIME ZONE interval(3)'1'",
        "SET NAMES 'UTF8'                       ! SET \"client_encoding\" TO 'UTF8'",
        "SET names = 'UTF8'                     ! SET \"names\" TO 'UTF8'",
        "SET SCHEMA 'a'                         ! SET \"search_path\" TO 'a'",
        "SET ROLE bob                           ! SET \"role\" TO bob",
        "SET ROLE = bob                         ! SET \"role\" TO bob",
        "SET LOCAL ROLE 'Bob'                   ! SET LOCAL \"role\" TO 'Bob'",
        "SET ROLE NONE                          ! SET \"role\" TO NONE",
        "SET XML OPTION DOCUMENT                ! SET \"xmloption\" TO DOCUMENT",
      })
  void aSettingIsReplayedAsTheClientWroteIt(String sql, String replay) {
    assertThat(Scans.effects(sql))
        .singleElement()
        .isInstanceOfSatisfying(
            SetSetting.class, setting -> assertThat(setting.sql()).isEqualTo(replay));
  }

  @ParameterizedTest
  @CsvSource({
    "SET a TO DEFAULT,a,false",
    "SET LOCAL a.b = default,a.b,true",
    "SET TIME ZONE LOCAL,timezone,false",
    "SET LOCAL TIME ZONE DEFAULT,timezone,true",
    "SET NAMES,client_encoding,false",
    "SET NAMES DEFAULT,client_encoding,false",
    "RESET a,a,false",
    "RESET A.\"B\",a.b,false",
    "RESET TIME ZONE,timezone,false",
    "RESET ROLE,role,false",
    "RESET time,time,false",
    "RESET session.a,session.a,false"
  })
  void aSettingGoesBackToItsDefault(String sql, String name, boolean local) {
    assertThat(Scans.effects(sql)).containsExactly(new ResetSetting(name, local));
  }

  @Test
  void aResetIsReplayedAsADefault() {
    assertThat(new ResetSetting("a.b", true).sql()).isEqualTo("SET LOCAL \"a\".\"b\" TO DEFAULT");
  }

  @Test
  void resetAllIsItsOwn() {
    assertThat(Scans.effects("RESET ALL")).containsExactly(Effect.ResetAll.INSTANCE);
  }

  @Test
  void anotherSessionUserHasNoRole() {
    SetSetting none = new SetSetting("role", "none", false, SettingForm.SQL_TEXT);
    for (String sql :
        List.of(
            "SET SESSION AUTHORIZATION bob",
            "SET SESSION SESSION AUTHORIZATION bob",
            "SET session_authorization = bob")) {
      assertThat(Scans.effects(sql))
          .as(sql)
          .containsExactly(
              new SetSetting("session_authorization", "bob", false, SettingForm.SQL_TEXT), none);
    }
    assertThat(Scans.effects("SET LOCAL SESSION AUTHORIZATION 'Bob'"))
        .containsExactly(
            new SetSetting("session_authorization", "'Bob'", true, SettingForm.SQL_TEXT),
            new SetSetting("role", "none", true, SettingForm.SQL_TEXT));
    for (String sql : List.of("SET SESSION AUTHORIZATION DEFAULT", "RESET SESSION AUTHORIZATION")) {
      assertThat(Scans.effects(sql))
          .as(sql)
          .containsExactly(
              new ResetSetting("session_authorization", false), new ResetSetting("role", false));
    }
  }

  @Test
  void sessionCharacteristicsAreThreeSettings() {
    assertThat(
            Scans.effects(
                "SET SESSION CHARACTERISTICS AS TRANSACTION NOT DEFERRABLE, READ ONLY,"
                    + " ISOLATION LEVEL REPEATABLE READ"))
        .containsExactly(
            new SetSetting(
                "default_transaction_isolation", "'repeatable read'", false, SettingForm.SQL_TEXT),
            new SetSetting("default_transaction_read_only", "on", false, SettingForm.SQL_TEXT),
            new SetSetting("default_transaction_deferrable", "off", false, SettingForm.SQL_TEXT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET TRANSACTION READ ONLY",
        "SET LOCAL TRANSACTION READ ONLY",
        "SET transaction_read_only = on",
        "SELECT set_config('transaction_read_only', 'on', false)"
      })
  void theTransactionsOwnModesAreNoSettingsOfTheSession(String sql) {
    assertThat(Scans.effects(sql))
        .singleElement()
        .isInstanceOfSatisfying(
            Effect.SetTransaction.class, set -> assertThat(set.modes().readOnly()).isTrue());
  }

  @Test
  void otherFormsOfSetTransactionAreForThisTransactionToo() {
    assertThat(Scans.effects("SET TRANSACTION SNAPSHOT '00000003-1'"))
        .containsExactly(new Effect.SetTransaction(TransactionModes.NONE));
    assertThat(Scans.effects("RESET TRANSACTION ISOLATION LEVEL").getFirst())
        .isEqualTo(new Effect.SetTransaction(TransactionModes.NONE));
    assertThat(Scans.effects("SET transaction_isolation TO 'serializable'"))
        .extracting(effect -> ((Effect.SetTransaction) effect).modes().isolation())
        .containsExactly(TransactionModes.Isolation.SERIALIZABLE);
  }

  @Test
  void theSeedOfRandomPins() {
    assertThat(Scans.effects("SET seed TO 0.5"))
        .containsExactly(new Effect.Pin(PinReason.SET_SEED));
    assertThat(Scans.effects("SET SESSION \"Seed\" = 0.5"))
        .containsExactly(new Effect.Pin(PinReason.SET_SEED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET a FROM CURRENT",
        "SET a",
        "SET a TO",
        "SET",
        "SET SESSION",
        "SET TIME",
        "SET CATALOG 'x'",
        "SET a. = 1",
        "SET 'a' = 1",
        "SET a = U&'x'",
        "RESET",
        "RESET a b",
        "SET XML",
        "SET SESSION CHARACTERISTICS AS TRANSACTION x"
      })
  void whatIsNotUnderstoodIsOpaque(String sql) {
    assertThat(Scans.effects(sql)).contains(Effect.Opaque.INSTANCE);
  }

  @Test
  void aPathThatBeginsInTheTemporarySchemaPins() {
    Effect pin = new Effect.Pin(PinReason.TEMPORARY_TABLE);
    assertThat(Scans.effects("SET search_path = pg_temp, public")).contains(pin);
    assertThat(Scans.effects("SET search_path = \"$user\", \"pg_temp_3\"")).contains(pin);
    assertThat(Scans.effects("SELECT set_config('search_path', 'pg_temp', false)")).contains(pin);
    assertThat(Scans.effects("SET search_path = public, pg_temp")).hasSize(1);
  }

  @Test
  void aPlainStringWithABackslashMeansTheSameOnReplayWhateverTheSetting() {
    Script script = Scans.script("SET a = 'x\\';'", ClientEncoding.UTF8, false);
    assertThat(script.statements().getFirst().effects())
        .containsExactly(new SetSetting("a", "E'x\\';'", false, SettingForm.SQL_TEXT));
  }

  @Test
  void aValueIsDecodedInTheClientsEncoding() {
    Script script = Scans.script("SET a = '表'", ClientEncoding.SJIS, true);
    assertThat(script.statements().getFirst().effects())
        .containsExactly(new SetSetting("a", "'表'", false, SettingForm.SQL_TEXT));
  }

  @Test
  void aValueThatCannotBeDecodedIsOpaque() {
    byte[] text = {'S', 'E', 'T', ' ', 'a', '=', '\'', (byte) 0xFF, '\''};
    assertThat(new StatementScanner().scan(text, 0, text.length).statements().getFirst().effects())
        .containsExactly(Effect.Opaque.INSTANCE);
  }

  @Test
  void aSettingDoesNotShowItsValue() {
    assertThat(new SetSetting("a", "secret", false, SettingForm.FLAT).toString())
        .contains("a")
        .doesNotContain("secret");
  }
}
