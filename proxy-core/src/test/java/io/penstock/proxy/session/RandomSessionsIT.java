package io.penstock.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.proxy.server.Conversation;
import io.penstock.proxy.server.ProxyFixture;
import io.penstock.proxy.server.ScriptedClient;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that do anything in any order, and each sees what it would see on a connection of its
 * own: whatever one says is said to a server directly too, and the answers must be equal.
 */
class RandomSessionsIT {
  private static final int CLIENTS = 3;
  private static final int STEPS = 150;

  /** Whatever belongs to a session, in both protocols, right and wrong. */
  private static final List<String> STEPS_TO_TAKE =
      List.of(
          "Q:SELECT 1",
          "Q:SELECT 1/0",
          "Q:",
          "Q:BEGIN",
          "Q:BEGIN ISOLATION LEVEL REPEATABLE READ",
          "Q:START TRANSACTION READ ONLY",
          "Q:COMMIT",
          "Q:COMMIT",
          "Q:ROLLBACK",
          "Q:ROLLBACK",
          "Q:COMMIT AND CHAIN",
          "Q:SAVEPOINT a",
          "Q:SAVEPOINT b",
          "Q:ROLLBACK TO a",
          "Q:RELEASE a",
          "Q:ROLLBACK TO SAVEPOINT b",
          "Q:SET work_mem = '#MB'",
          "Q:SET LOCAL work_mem = '#MB'",
          "Q:SET search_path = s#, public",
          "Q:SET DateStyle = 'SQL, DMY'",
          "Q:SET datestyle TO 'ISO, MDY'",
          "Q:SET TIME ZONE 'Asia/Tokyo'",
          "Q:SET application_name = 'app #'",
          "Q:SET app.tenant = 't#'",
          "Q:SET standard_conforming_strings = off",
          "Q:RESET standard_conforming_strings",
          "Q:RESET work_mem",
          "Q:RESET ALL",
          "Q:RESET search_path",
          "Q:SET ROLE alice",
          "Q:RESET ROLE",
          "Q:SET SESSION AUTHORIZATION bob",
          "Q:RESET SESSION AUTHORIZATION",
          "Q:SELECT set_config('work_mem', '#MB', false)",
          "Q:SELECT set_config('work_mem', '#MB', true), 1",
          "Q:DO $$ BEGIN PERFORM set_config('work_mem', '#MB', false); END $$",
          "Q:DISCARD ALL",
          "Q:DEALLOCATE ALL",
          "Q:DEALLOCATE p#",
          "Q:SET work_mem = '#MB'; SELECT 1/0",
          "Q:SET work_mem = '#MB'; COMMIT; SELECT 1/0",
          "Q:BEGIN; SET work_mem = '#MB'; COMMIT",
          "Q:CREATE TEMP TABLE x(a int)",
          "Q:CREATE TEMP TABLE x AS SELECT # AS a",
          "Q:SELECT * FROM x",
          "Q:DROP TABLE x",
          "Q:DECLARE c CURSOR WITH HOLD FOR SELECT generate_series(1, 5)",
          "Q:FETCH 2 FROM c",
          "Q:CLOSE c",
          "Q:PREPARE q# AS SELECT '01/02/2003'::date, #",
          "Q:EXECUTE q#",
          "Q:DEALLOCATE q#",
          "P:p#:SELECT '01/02/2003'::date, $1::int & S",
          "P:p#:SELECT 'text', 'a\\b', $1::text & S",
          "P:p#:SHOW work_mem & S",
          "P:p#:SELEKT & S",
          "C:p# & S",
          "B::p#:7 & E: & S",
          "B::p#:7 & E: & S",
          "D:p# & B::p#:8 & E: & S",
          "P:p#:SELECT $1::int & B::p#:x & E: & S",
          "P::SELECT $1::int, current_setting('work_mem') & B:::5 & E: & S",
          "P::SET work_mem = '#MB' & B:: & E: & S",
          "P::BEGIN & B:: & E: & P::SELECT 5 & B:: & E: & S",
          "P::ROLLBACK & B:: & E: & S",
          "B:::9 & E: & S",
          "P::SELECT generate_series(1, 4) & B:o: & E:o:2 & S",
          "E:o:1 & S",
          "Q:SET work_mem = '#MB' & Q:SHOW work_mem & P::SHOW work_mem & B:: & E: & S",
          "Q:SELECT 1 & Q:BEGIN & Q:SELECT 2 & Q:COMMIT",
          "Q:RESET ALL & Q:SHOW work_mem",
          "P:p#:SELECT 1/0 & B::p# & E: & P:p1:SELECT 1 & S & Q:SELECT 3",
          "Q:COPY (SELECT # UNION ALL SELECT 2) TO STDOUT",
          "S");

  private static final String VIEW =
      "SELECT concat_ws('|', current_setting('work_mem'), current_setting('search_path'),"
          + " current_setting('DateStyle'), current_setting('TimeZone'), current_user,"
          + " session_user, current_setting('application_name'), nullif(current_setting("
          + "'app.tenant', true), ''), current_setting('standard_conforming_strings'))";

  private static ProxyFixture proxy;

  @BeforeAll
  static void start() throws SQLException {
    proxy = ProxyFixture.start("size: " + CLIENTS + ", max-prepared-statements: 4");
    proxy.execute(
        "DO $$ BEGIN CREATE ROLE alice LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
        "DO $$ BEGIN CREATE ROLE bob LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
        "DO $$ BEGIN EXECUTE format('GRANT TEMP ON DATABASE %I TO public', current_database());"
            + " END $$");
  }

  @AfterEach
  void nothingIsLeft() throws SQLException {
    proxy.verifyNothingLeft();
  }

  @AfterAll
  static void stop() {
    proxy.close();
  }

  /** One that is served by the proxy, and its twin on a connection of its own. */
  private record Pair(ScriptedClient proxied, ScriptedClient direct, List<String> said) {
    void does(String step) {
      said.add(step.endsWith(VIEW) ? "what is set" : step);
      Conversation conversation = new Conversation(step);
      List<String> expected = oneReason(conversation.play(direct, other -> {}));
      assertThat(oneReason(conversation.play(proxied, other -> {})))
          .as(() -> String.join("\n", said))
          .isEqualTo(expected);
    }
  }

  /** A Parse that is wrong in two ways may be told either. */
  private static List<String> oneReason(List<String> answers) {
    return answers.stream()
        .map(answer -> answer.replaceAll("E\\((42P05|42601|25P02|08P01)\\)", "E(refused)"))
        .map(answer -> answer.replace("N(22P06) ", ""))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(longs = {28, 29, 57, 98, 1001, 1002, 1003, 1004, 1005, 1006})
  void everybodySeesWhatIsItsOwn(long seed) {
    Random random = new Random(seed);
    List<Pair> pairs = new ArrayList<>();
    try {
      for (int i = 0; i < CLIENTS; i++) {
        String[] startup =
            i == 0
                ? new String[0]
                : new String[] {"work_mem", (i + 1) + "MB", "datestyle", "German"};
        pairs.add(
            new Pair(
                ScriptedClient.connect(proxy.port(), ProxyFixture.USER, proxy.database(), startup),
                ScriptedClient.connect(
                    proxy.serverPort(), ProxyFixture.USER, proxy.database(), startup),
                new ArrayList<>()));
      }
      for (int i = 0; i < STEPS; i++) {
        Pair pair = pairs.get(random.nextInt(CLIENTS));
        String step = STEPS_TO_TAKE.get(random.nextInt(STEPS_TO_TAKE.size()));
        pair.does(step.replace("#", String.valueOf(1 + random.nextInt(4))));
        if (random.nextInt(3) == 0) {
          pair.does("Q:" + VIEW);
        }
      }
    } finally {
      for (Pair pair : pairs) {
        pair.proxied().close();
        pair.direct().close();
      }
    }
  }
}
