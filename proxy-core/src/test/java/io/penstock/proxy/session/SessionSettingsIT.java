package io.penstock.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.proxy.server.ProxyFixture;
import io.penstock.proxy.server.ScriptedClient;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two clients share one backend: what one sets the other never sees, and neither loses its own. */
class SessionSettingsIT {
  private static ProxyFixture proxy;

  @BeforeAll
  static void start() throws SQLException {
    proxy = ProxyFixture.start("size: 1");
    proxy.execute(
        "CREATE SCHEMA first",
        "CREATE SCHEMA second",
        "CREATE TABLE first.here(name text)",
        "CREATE TABLE second.here(name text)",
        "INSERT INTO first.here VALUES ('first')",
        "INSERT INTO second.here VALUES ('second')");
    proxy.execute(
        "DO $$ BEGIN CREATE ROLE alice LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
        "CREATE FUNCTION sets_things() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM"
            + " set_config('search_path', 'first, public', false), set_config('app.secret', 'seven',"
            + " false); SET TimeZone = 'Asia/Tokyo'; RETURN 1; END $$",
        "CREATE FUNCTION sets_when_planned() RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN"
            + " PERFORM set_config('search_path', 'first, public', false), set_config('app.secret',"
            + " 'seven', false), set_config('TimeZone', 'Asia/Tokyo', false); RETURN 1; END $$",
        "CREATE PROCEDURE sets_and_fails() LANGUAGE plpgsql AS $$ BEGIN PERFORM sets_things();"
            + " COMMIT; RAISE 'no'; END $$",
        "CREATE TABLE triggers(a int)",
        "CREATE FUNCTION sets_in_trigger() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM"
            + " sets_things(); RETURN NEW; END $$",
        "CREATE TRIGGER sets BEFORE INSERT ON triggers FOR EACH ROW EXECUTE FUNCTION"
            + " sets_in_trigger()",
        "DO $$ BEGIN CREATE ROLE bob LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
  }

  @AfterEach
  void nothingIsLeft() throws SQLException {
    proxy.verifyNothingLeft();
  }

  @AfterAll
  static void stop() {
    proxy.close();
  }

  private static ScriptedClient client(String... settings) {
    return ScriptedClient.connect(proxy.port(), ProxyFixture.USER, proxy.database(), settings);
  }

  /** What is to be seen of a session's settings, as a person would look. */
  private static String view(ScriptedClient client) {
    return client.value(
        "SELECT concat_ws('|', current_setting('search_path'), current_setting('TimeZone'),"
            + " current_setting('application_name'), current_setting('DateStyle'), current_user,"
            + " current_setting('work_mem'), nullif(current_setting('app.tenant', true), ''))");
  }

  @Test
  void twoClientsWithDifferentSettingsNeverSeeEachOthers() {
    try (ScriptedClient a = client("application_name", "a");
        ScriptedClient b = client("application_name", "b")) {
      a.run("SET search_path = first, pg_catalog");
      b.run("SET search_path TO second");
      a.run("SET TIME ZONE 'Asia/Tokyo'");
      b.run("SET timezone = 'America/New_York'");
      a.run("SET ROLE alice");
      b.run("SET datestyle = 'SQL, DMY'");
      a.run("SET app.tenant = 'seven'");
      for (int i = 0; i < 20; i++) {
        assertThat(view(a)).isEqualTo("first, pg_catalog|Asia/Tokyo|a|ISO, MDY|alice|4MB|seven");
        assertThat(view(b)).startsWith("second|America/New_York|b|SQL, DMY|postgres|4MB");
      }
      assertThat(b.value("SELECT name FROM here")).isEqualTo("second");
      assertThat(b.value("SELECT current_setting('app.tenant', true) IS NOT DISTINCT FROM 'seven'"))
          .isEqualTo("f");
    }
  }

  @Test
  void theClientIsToldOfItsOwnSettingsOnly() {
    try (ScriptedClient a = client("application_name", "a");
        ScriptedClient b = client("application_name", "b")) {
      a.run("SET TimeZone = 'Asia/Tokyo'");
      b.run("SELECT 1");
      a.run("SELECT 1");
      b.run("SELECT 1");
      assertThat(a.parameters()).containsEntry("TimeZone", "Asia/Tokyo");
      assertThat(a.parameters()).containsEntry("application_name", "a");
      assertThat(b.parameters()).containsEntry("application_name", "b");
      assertThat(b.parameters().get("TimeZone")).isNotEqualTo("Asia/Tokyo");
    }
  }

  /** Every way in which a SET may come to nothing or last, compared with a direct connection. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET work_mem='5MB' ~ OTHER",
        "BEGIN ~ SET work_mem='5MB' ~ ROLLBACK ~ OTHER",
        "BEGIN ~ SET work_mem='5MB' ~ COMMIT ~ OTHER",
        "SET work_mem='3MB' ~ BEGIN ~ SET work_mem='5MB' ~ ROLLBACK ~ OTHER",
        "BEGIN ~ SET work_mem='5MB' ~ SELECT 1/0 ~ COMMIT ~ OTHER",
        "BEGIN ~ SET work_mem='5MB' ~ SELECT 1/0 ~ PREPARE TRANSACTION 'x' ~ OTHER",
        "BEGIN ~ SAVEPOINT s ~ SET work_mem='5MB' ~ ROLLBACK TO s ~ COMMIT ~ OTHER",
        "BEGIN ~ SET work_mem='5MB' ~ SAVEPOINT s ~ SET work_mem='6MB' ~ ROLLBACK TO SAVEPOINT s ~"
            + " COMMIT ~ OTHER",
        "BEGIN ~ SAVEPOINT s ~ SET work_mem='5MB' ~ RELEASE s ~ COMMIT ~ OTHER",
        "BEGIN ~ SAVEPOINT s ~ SET work_mem='5MB' ~ RELEASE SAVEPOINT s ~ ROLLBACK ~ OTHER",
        "BEGIN ~ SAVEPOINT s ~ SAVEPOINT s ~ SET work_mem='5MB' ~ ROLLBACK TO s ~ RELEASE s ~ SET"
            + " work_mem='6MB' ~ ROLLBACK TO s ~ COMMIT ~ OTHER",
        "BEGIN ~ SAVEPOINT \"S\" ~ SET work_mem='5MB' ~ SAVEPOINT s ~ ROLLBACK TO \"S\" ~ COMMIT ~"
            + " OTHER",
        "BEGIN ~ SAVEPOINT s ~ SET work_mem='5MB' ~ SELECT 1/0 ~ ROLLBACK TO s ~ COMMIT ~ OTHER",
        "BEGIN ~ SET LOCAL work_mem='5MB' ~ SELECT 1 ~ COMMIT ~ OTHER",
        "SET LOCAL work_mem='5MB' ~ OTHER",
        "SET work_mem='5MB' ~ RESET work_mem ~ OTHER",
        "SET work_mem='5MB' ~ SET work_mem TO DEFAULT ~ OTHER",
        "SET work_mem='5MB' ~ RESET ALL ~ OTHER",
        "SET work_mem='5MB' ~ DISCARD ALL ~ OTHER",
        "SET work_mem='5MB' ~ BEGIN ~ RESET work_mem ~ ROLLBACK ~ OTHER",
        "SELECT set_config('work_mem', '5MB', false) ~ OTHER",
        "SELECT set_config('work_mem', '5MB', true) ~ OTHER",
        "SELECT set_config(name, '5MB', false) FROM pg_settings WHERE name = 'work_mem' ~ OTHER",
        "BEGIN ~ SELECT set_config('work_mem', '5MB', true) ~ COMMIT ~ OTHER",
        "BEGIN ~ SELECT set_config('work_mem', '5MB', false) ~ ROLLBACK ~ OTHER",
        "SET work_mem='5MB'; SELECT 1/0 ~ OTHER",
        "SET work_mem='5MB'; COMMIT; SELECT 1/0 ~ OTHER",
        "BEGIN; SET work_mem='5MB'; COMMIT; SELECT 1/0 ~ OTHER",
        "SET work_mem='5MB'; BEGIN; SET work_mem='6MB'; ROLLBACK ~ OTHER",
        "SELECT 1; SET work_mem='5MB'; SELECT 2 ~ OTHER",
        "SET work_mem='5MB'; SET work_mem='nonsense' ~ OTHER",
        "SET work_mem='nonsense' ~ OTHER",
        "BEGIN ~ SET work_mem='5MB' ~ COMMIT AND CHAIN ~ SET work_mem='6MB' ~ ROLLBACK ~ OTHER",
        "BEGIN ~ SET work_mem='5MB' ~ ROLLBACK AND CHAIN ~ SET work_mem='6MB' ~ COMMIT ~ OTHER",
        "SET ROLE alice ~ OTHER",
        "SET ROLE alice ~ RESET ROLE ~ OTHER",
        "SET ROLE alice ~ RESET ALL ~ OTHER",
        "SET ROLE NONE ~ OTHER",
        "SET SESSION AUTHORIZATION bob ~ OTHER",
        "SET SESSION AUTHORIZATION bob ~ SET search_path = first ~ OTHER",
        "SET SESSION AUTHORIZATION bob ~ RESET SESSION AUTHORIZATION ~ OTHER",
        "SET SESSION AUTHORIZATION bob ~ RESET ALL ~ OTHER",
        "SET ROLE alice ~ SET SESSION AUTHORIZATION bob ~ OTHER",
        "SET SESSION AUTHORIZATION bob ~ SET ROLE bob ~ DISCARD ALL ~ OTHER",
        "BEGIN ~ SET ROLE alice ~ ROLLBACK ~ OTHER",
        "BEGIN ~ SET LOCAL ROLE alice ~ SELECT 1 ~ COMMIT ~ OTHER",
        "SET app.tenant = 'x' ~ DO $$ BEGIN END $$ ~ OTHER",
        "DO $$ BEGIN PERFORM set_config('work_mem', '5MB', false); END $$ ~ OTHER",
        "SET DateStyle='SQL, DMY' ~ DO $$ BEGIN END $$ ~ RESET DateStyle ~ OTHER",
        "SET search_path = first ~ DO $$ BEGIN END $$ ~ SET search_path = second ~ OTHER",
        "SET search_path = \"weird, name\", first ~ DO $$ BEGIN END $$ ~ OTHER",
        "SET search_path = \"$user\", public ~ OTHER",
        "SET search_path = '' ~ OTHER",
        "SET TIME ZONE INTERVAL '-08:00' HOUR TO MINUTE ~ OTHER",
        "SET TIME ZONE -7 ~ OTHER",
        "SET TIME ZONE LOCAL ~ OTHER",
        "SET NAMES 'LATIN1' ~ OTHER",
        "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE ~ OTHER",
        "SET work_mem FROM CURRENT ~ OTHER",
        "SET standard_conforming_strings = off ~ SET app.tenant = 'a\\\\b' ~ OTHER",
      })
  void aSettingLastsAsLongAsOnADirectConnection(String script) {
    List<String> direct;
    try (ScriptedClient client = proxy.directClient()) {
      direct = play(script, client, null);
    }
    try (ScriptedClient client = proxy.client();
        ScriptedClient other = proxy.client()) {
      String before = view(other);
      assertThat(play(script, client, other)).isEqualTo(direct);
      assertThat(view(other)).isEqualTo(before);
    }
  }

  private static final String ALL =
      "SELECT concat_ws('|', current_setting('work_mem'), current_setting('search_path'),"
          + " current_setting('DateStyle'), current_setting('TimeZone'), current_user,"
          + " session_user, current_setting('client_encoding'),"
          + " current_setting('default_transaction_isolation'), nullif(current_setting('app.tenant',"
          + " true), ''))";

  private static List<String> play(String script, ScriptedClient client, ScriptedClient other) {
    List<String> answers = new java.util.ArrayList<>();
    for (String step : script.split(" ~ ")) {
      if (!step.equals("OTHER")) {
        answers.add(client.run(step));
      } else if (other != null) {
        other.run("SELECT 1");
        other.run("SET work_mem = '9MB'");
        other.run("RESET work_mem");
      }
    }
    answers.add(client.run(ALL));
    if (other != null) {
      other.run("SELECT 2");
    }
    answers.add(client.run(ALL));
    return answers;
  }

  @Test
  void resetGoesBackToWhatTheClientAskedForAtStartup() {
    try (ScriptedClient a = client("search_path", "first", "work_mem", "7MB");
        ScriptedClient b = client()) {
      a.run("SET search_path = second");
      a.run("RESET search_path");
      assertThat(a.value("SHOW search_path")).isEqualTo("first");
      b.run("SELECT 1");
      assertThat(a.value("SHOW search_path")).isEqualTo("first");
      a.run("SET work_mem = '8MB'");
      a.run("RESET ALL");
      assertThat(view(a)).startsWith("first|").contains("|7MB");
      b.run("SELECT 1");
      a.run("SET work_mem = '8MB'");
      a.run("DISCARD ALL");
      assertThat(view(a)).startsWith("first|").contains("|7MB");
      assertThat(view(b)).contains("|4MB");
    }
  }

  @Test
  void resetAndWhatIsPipelinedBehindItGoBackToTheStartupValueToo() {
    try (ScriptedClient a = client("work_mem", "7MB")) {
      String answers =
          a.sends(
                  ScriptedClient.query("SET work_mem = '8MB'"),
                  ScriptedClient.query("RESET work_mem"),
                  ScriptedClient.query("SHOW work_mem"))
              .untilReady(3);
      assertThat(answers).contains("D(7MB)");
      answers =
          a.sends(
                  ScriptedClient.query("SET work_mem = '8MB'"),
                  ScriptedClient.query("DISCARD ALL"),
                  ScriptedClient.query("SHOW work_mem"))
              .untilReady(3);
      assertThat(answers).contains("D(7MB)");
    }
  }

  @Test
  void resetInATransactionGoesBackToTheStartupValueAndFollowsItsRollback() {
    try (ScriptedClient a = client("work_mem", "7MB");
        ScriptedClient b = client()) {
      a.run("SET work_mem = '8MB'");
      a.run("BEGIN");
      a.run("RESET work_mem");
      assertThat(a.value("SHOW work_mem")).isEqualTo("7MB");
      a.run("ROLLBACK");
      assertThat(a.value("SHOW work_mem")).isEqualTo("8MB");
      assertThat(b.value("SHOW work_mem")).isEqualTo("4MB");
    }
  }

  @Test
  void startupParametersAndOptionsAreTakenInAnyCase() {
    try (ScriptedClient a =
            client(
                "options",
                "-c work_mem=7MB -cStatement_Timeout=5s --lock-timeout=3s"
                    + " -c search_path=first,\\ second",
                "DATESTYLE",
                "German",
                "timezone",
                "Asia/Tokyo");
        ScriptedClient b = client()) {
      for (int i = 0; i < 3; i++) {
        assertThat(a.value("SHOW work_mem")).isEqualTo("7MB");
        assertThat(a.value("SHOW statement_timeout")).isEqualTo("5s");
        assertThat(a.value("SHOW lock_timeout")).isEqualTo("3s");
        assertThat(a.value("SHOW search_path")).isEqualTo("first, second");
        assertThat(a.value("SHOW DateStyle")).isEqualTo("German, DMY");
        assertThat(a.value("SHOW TimeZone")).isEqualTo("Asia/Tokyo");
        assertThat(b.value("SHOW work_mem")).isEqualTo("4MB");
        assertThat(b.value("SHOW DateStyle")).isEqualTo("ISO, MDY");
      }
    }
  }

  @Test
  void aStartupParameterThatDoesNotExistIsTheServersOwnError() {
    ScriptedClient a =
        ScriptedClient.start(
            proxy.port(), ProxyFixture.USER, proxy.database(), 0, "no_such_setting", "1");
    assertThat(a.untilEnd()).isEqualTo("E(42704) end");
    a.close();
  }

  @Test
  void aStartupParametersNameIsNoWayToInjectSql() throws SQLException {
    ScriptedClient a =
        ScriptedClient.start(
            proxy.port(),
            ProxyFixture.USER,
            proxy.database(),
            0,
            "x', '1', false); CREATE TABLE public.injected(); --",
            "'; CREATE TABLE public.injected(); --");
    assertThat(a.untilEnd()).startsWith("E(");
    a.close();
    assertThat(proxy.ask("SELECT to_regclass('public.injected') IS NULL")).isEqualTo("t");
  }

  @Test
  void theServersValuesAtLoginAreTold() throws SQLException {
    String version = proxy.ask("SHOW server_version");
    try (ScriptedClient a = client()) {
      assertThat(a.parameters()).containsEntry("server_version", version);
      assertThat(a.parameters()).containsEntry("integer_datetimes", "on");
      assertThat(a.parameters()).containsKeys("client_encoding", "DateStyle", "is_superuser");
    }
  }

  @Test
  void aDefaultChangedForTheRoleReachesClientsThatComeLater() {
    try (ScriptedClient a = client()) {
      a.run("ALTER DATABASE \"" + proxy.database() + "\" SET work_mem = '6MB'");
      try (ScriptedClient later = client()) {
        assertThat(later.value("SHOW work_mem")).isEqualTo("6MB");
      }
      a.run("ALTER DATABASE \"" + proxy.database() + "\" RESET work_mem");
      try (ScriptedClient later = client()) {
        assertThat(later.value("SHOW work_mem")).isEqualTo("4MB");
      }
    }
  }

  private static final String SEEN =
      "SELECT concat_ws('|', current_setting('search_path'), nullif(current_setting('app.secret',"
          + " true), ''), current_setting('TimeZone'))";

  /** Ways in which code that the text does not show changes the settings of the session. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT sets_things()",
        "SELECT 1 WHERE public.\"sets_things\"() IS NULL",
        "BEGIN; SELECT sets_things(); COMMIT",
        "PREPARE p AS SELECT sets_things() ~ EXECUTE p ~ DEALLOCATE p",
        "EXPLAIN SELECT sets_when_planned()",
        "CREATE TABLE made AS SELECT sets_things() ~ DROP TABLE made",
        "COPY (SELECT sets_things()) TO STDOUT",
        "BEGIN ~ DECLARE c CURSOR FOR SELECT sets_things() ~ FETCH c ~ COMMIT",
        "SELECT query_to_xml('SELECT sets_things()', true, false, '')",
        "CALL sets_and_fails()",
        "INSERT INTO triggers VALUES (1)",
      })
  void whatAFunctionSetsNobodyElseFinds(String script) {
    String before;
    try (ScriptedClient other = client()) {
      before = other.value(SEEN);
    }
    try (ScriptedClient a = client();
        ScriptedClient b = client()) {
      a.run("SET search_path = second, public");
      for (String step : script.split(" ~ ")) {
        a.run(step);
      }
      // Nobody has been on the backend since.
      assertThat(a.value(SEEN)).isEqualTo("first, public|seven|Asia/Tokyo");
      assertThat(b.value(SEEN)).isEqualTo(before);
      // Now only what the text of a's own statements told is left.
      assertThat(a.value(SEEN)).startsWith("second, public").doesNotContain("seven");
      assertThat(b.value(SEEN)).isEqualTo(before);
    }
  }

  @Test
  void aFunctionRunThroughAPortalThatIsNeverReadToItsEndLeaksNothing() throws SQLException {
    try (ScriptedClient b = client();
        java.sql.Connection a = proxy.connect();
        java.sql.PreparedStatement call =
            a.prepareStatement("SELECT sets_things() FROM generate_series(1, 100)")) {
      String before = b.value(SEEN);
      a.setAutoCommit(false);
      call.setFetchSize(3);
      try (java.sql.ResultSet rows = call.executeQuery()) {
        assertThat(rows.next()).isTrue();
        a.commit();
      }
      assertThat(b.value(SEEN)).isEqualTo(before);
    }
  }
}
