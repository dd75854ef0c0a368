package io.penstock.proxy.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.penstock.proxy.console.ConsoleCommand.Ban;
import io.penstock.proxy.console.ConsoleCommand.Disable;
import io.penstock.proxy.console.ConsoleCommand.Empty;
import io.penstock.proxy.console.ConsoleCommand.Enable;
import io.penstock.proxy.console.ConsoleCommand.ForDrivers;
import io.penstock.proxy.console.ConsoleCommand.Kill;
import io.penstock.proxy.console.ConsoleCommand.KillClient;
import io.penstock.proxy.console.ConsoleCommand.MoveShards;
import io.penstock.proxy.console.ConsoleCommand.Pause;
import io.penstock.proxy.console.ConsoleCommand.Reconnect;
import io.penstock.proxy.console.ConsoleCommand.Reload;
import io.penstock.proxy.console.ConsoleCommand.ReloadDryRun;
import io.penstock.proxy.console.ConsoleCommand.Resume;
import io.penstock.proxy.console.ConsoleCommand.SetApplicationName;
import io.penstock.proxy.console.ConsoleCommand.SetKey;
import io.penstock.proxy.console.ConsoleCommand.Show;
import io.penstock.proxy.console.ConsoleCommand.ShowHelp;
import io.penstock.proxy.console.ConsoleCommand.Shutdown;
import io.penstock.proxy.console.ConsoleCommand.Suspend;
import io.penstock.proxy.console.ConsoleCommand.Unban;
import io.penstock.proxy.console.ConsoleCommand.WaitClose;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandParserTest {
  @Test
  void commandsWithAnOptionalDatabaseTakeOneOrAll() {
    assertThat(parse("PAUSE")).isEqualTo(new Pause(null));
    assertThat(parse("pause shop;")).isEqualTo(new Pause("shop"));
    assertThat(parse("RESUME")).isEqualTo(new Resume(null));
    assertThat(parse("Resume shop")).isEqualTo(new Resume("shop"));
    assertThat(parse("KILL")).isEqualTo(new Kill(null));
    assertThat(parse("KILL shop")).isEqualTo(new Kill("shop"));
    assertThat(parse("RECONNECT")).isEqualTo(new Reconnect(null));
    assertThat(parse("RECONNECT shop")).isEqualTo(new Reconnect("shop"));
    assertThat(parse("WAIT_CLOSE")).isEqualTo(new WaitClose(null));
    assertThat(parse("WAIT_CLOSE shop")).isEqualTo(new WaitClose("shop"));
  }

  @Test
  void theOtherCommandsTakeWhatTheyNeed() {
    assertThat(parse("DISABLE shop")).isEqualTo(new Disable("shop"));
    assertThat(parse("ENABLE shop")).isEqualTo(new Enable("shop"));
    assertThat(parse("KILL_CLIENT 123")).isEqualTo(new KillClient(123));
    assertThat(parse("RELOAD")).isEqualTo(new Reload());
    assertThat(parse("reload dry run")).isEqualTo(new ReloadDryRun());
    assertThat(parse("SUSPEND")).isEqualTo(new Suspend());
    assertThat(parse("SHUTDOWN")).isEqualTo(new Shutdown(ShutdownMode.IMMEDIATE));
    assertThat(parse("SHUTDOWN WAIT_FOR_SERVERS"))
        .isEqualTo(new Shutdown(ShutdownMode.WAIT_FOR_SERVERS));
    assertThat(parse("shutdown wait_for_clients"))
        .isEqualTo(new Shutdown(ShutdownMode.WAIT_FOR_CLIENTS));
    assertThat(parse("SHOW HELP")).isEqualTo(new ShowHelp());
    assertThat(parse("SHARDS MOVE shop")).isEqualTo(new MoveShards("shop", Duration.ZERO));
    assertThat(parse("shards move \"my shop\" within 250;"))
        .isEqualTo(new MoveShards("my shop", Duration.ofMillis(250)));
  }

  @Test
  void aBanTakesADurationADatabaseAndAReasonInAnyOrder() {
    assertThat(parse("BAN pg-a")).isEqualTo(new Ban("pg-a", null, null, null));
    assertThat(parse("ban 10.0.0.1:5432 for 5m"))
        .isEqualTo(new Ban("10.0.0.1:5432", null, Duration.ofMinutes(5), null));
    assertThat(parse("BAN pg-a BECAUSE 'its disk; is slow' IN shop FOR 1h"))
        .isEqualTo(new Ban("pg-a", "shop", Duration.ofHours(1), "its disk; is slow"));
    assertThat(parse("UNBAN pg-a")).isEqualTo(new Unban("pg-a", null));
    assertThat(parse("unban pg-a in shop")).isEqualTo(new Unban("pg-a", "shop"));
  }

  @Test
  void everyTableIsShownUnderItsNameInAnyCaseAndBySelectToo() {
    for (Table<?> table : Tables.all()) {
      assertThat(parse("SHOW " + table.name())).isEqualTo(new Show(table));
      assertThat(parse("show " + table.name().toLowerCase(java.util.Locale.ROOT) + " ;"))
          .isEqualTo(new Show(table));
      assertThat(parse("SELECT " + table.name())).isEqualTo(new Show(table));
    }
  }

  @Test
  void namesOfDatabasesAreTakenAsTheyAreAndMayBeQuoted() {
    assertThat(parse("PAUSE MyShop-1.x")).isEqualTo(new Pause("MyShop-1.x"));
    assertThat(parse("PAUSE \"my \"\"shop\"\";\"")).isEqualTo(new Pause("my \"shop\";"));
    assertThat(parse("PAUSE 'it''s'")).isEqualTo(new Pause("it's"));
    assertThat(parse("PAUSE größe")).isEqualTo(new Pause("größe"));
  }

  @Test
  void whiteSpaceAndCommentsAreNothing() {
    assertThat(parse(" \n\t-- who: me\n PAUSE/* now; */shop -- that's it"))
        .isEqualTo(new Pause("shop"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ";", "  ", " ; ", "-- nothing", "/**/"})
  void nothingIsAnEmptyQuery(String text) {
    assertThat(parse(text)).isEqualTo(new Empty());
  }

  @Test
  void setTakesEqualsOrToAndQuotesAreOptional() {
    SetKey expected = new SetKey("limits.max-clients", "5");
    assertThat(parse("SET limits.max-clients = 5")).isEqualTo(expected);
    assertThat(parse("set LIMITS.max-clients='5';")).isEqualTo(expected);
    assertThat(parse("SET SESSION limits.max-clients TO 5")).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET extra_float_digits = 3",
        "SET DateStyle TO ISO, MDY",
        "SET client_encoding = 'UTF8'",
        "SET NAMES 'utf8'",
        "SET TIME ZONE 'UTC'",
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
        "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE",
        "SET search_path = public, \"$user\"",
        "BEGIN",
        "BEGIN READ ONLY",
        "START TRANSACTION ISOLATION LEVEL READ COMMITTED",
        "COMMIT",
        "ROLLBACK",
        "END",
        "DISCARD ALL",
        "RESET ALL",
        "DEALLOCATE ALL",
        "UNLISTEN *"
      })
  void whatDriversSendByThemselvesIsTolerated(String text) {
    assertThat(parse(text)).isInstanceOf(ForDrivers.class);
  }

  @Test
  void whatDriversAskForByThemselvesIsAnswered() {
    assertThat(shown("SHOW client_encoding")).isEqualTo("client_encoding");
    assertThat(shown("SHOW STANDARD_conforming_strings")).isEqualTo("standard_conforming_strings");
    assertThat(shown("SHOW TRANSACTION ISOLATION LEVEL")).isEqualTo("transaction_isolation");
    assertThat(shown("SHOW TIME ZONE")).isEqualTo("TimeZone");
    assertThat(shown("SELECT 1")).isEqualTo("?column?");
    assertThat(parse("SET application_name = 'psql'")).isEqualTo(new SetApplicationName("psql"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PAUSE; RESUME",
        "PAUSE;;",
        "; PAUSE",
        "PAUSE shop orders",
        "DISABLE",
        "ENABLE",
        "KILL_CLIENT",
        "KILL_CLIENT x",
        "KILL_CLIENT -1",
        "KILL_CLIENT 99999999999999999999",
        "RELOAD now",
        "RELOAD DRY",
        "SHUTDOWN NOW",
        "SHARDS",
        "SHARDS shop",
        "SHARDS MOVE",
        "SHARDS MOVE shop WITHIN",
        "SHARDS MOVE shop WITHIN ten",
        "SHARDS MOVE shop FOR 10",
        "SUSPEND shop",
        "BAN",
        "BAN ;",
        "BAN pg-a FOR",
        "BAN pg-a FOR =",
        "BAN pg-a FOR 5",
        "BAN pg-a FOR 0",
        "BAN pg-a FOR 5m FOR 6m",
        "BAN pg-a UNTIL tomorrow",
        "UNBAN",
        "UNBAN pg-a FOR 5m",
        "SHOW",
        "SHOW POOLS shop",
        "SHOW =",
        "SET",
        "SET SESSION",
        "SET limits.max-clients",
        "SET limits.max-clients 5",
        "SET limits.max-clients =",
        "SET limits.max-clients = =",
        "SET a = b, c",
        "UPDATE accounts",
        "\"PAUSE\"",
        "'unclosed",
        "/* unclosed"
      })
  void whatIsNoCommandIsASyntaxErrorWithAHint(String text) {
    assertThatExceptionOfType(ConsoleException.class)
        .isThrownBy(() -> parse(text))
        .satisfies(refused -> {
          assertThat(refused.fields().sqlState()).isEqualTo("42601");
          assertThat(refused.fields().hint()).isNotBlank();
        });
  }

  @Test
  void anUnknownTableIsToldWhichThereAre() {
    assertThatExceptionOfType(ConsoleException.class)
        .isThrownBy(() -> parse("SHOW PUDDLES"))
        .satisfies(refused -> {
          assertThat(refused.fields().sqlState()).isEqualTo("42704");
          assertThat(refused.fields().message()).isEqualTo("no such table: \"PUDDLES\"");
          assertThat(refused.fields().hint()).contains("HELP, STATS, ", "POOLS", "PINS");
        });
  }

  @Test
  void textsInQuotesAreNeverRepeatedInAnError() {
    assertThatExceptionOfType(ConsoleException.class)
        .isThrownBy(() -> parse("SHOW 'hunter2'"))
        .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("hunter2"));
    assertThatExceptionOfType(ConsoleException.class)
        .isThrownBy(() -> parse("RELOAD 'hunter2'"))
        .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("hunter2"));
  }

  @Test
  void aCommandOfTooManyWordsIsRefusedBeforeItIsCollected() {
    assertThatExceptionOfType(ConsoleException.class)
        .isThrownBy(() -> parse("PAUSE " + "x ".repeat(1000)))
        .satisfies(refused -> assertThat(refused.fields().sqlState()).isEqualTo("54001"));
  }

  @Test
  void onlyWhatChangesNothingIsOpenToStatsUsers() {
    assertThat(parse("SHOW POOLS").administrative()).isFalse();
    assertThat(parse("SHOW HELP").administrative()).isFalse();
    assertThat(parse("SET extra_float_digits = 3").administrative()).isFalse();
    for (String command :
        java.util.List.of(
            "PAUSE",
            "RESUME",
            "KILL",
            "KILL_CLIENT 1",
            "RECONNECT",
            "WAIT_CLOSE",
            "DISABLE x",
            "ENABLE x",
            "RELOAD",
            "RELOAD DRY RUN",
            "SHUTDOWN",
            "SUSPEND",
            "SHARDS MOVE x",
            "SET a = b")) {
      assertThat(parse(command).administrative()).as(command).isTrue();
    }
  }

  @RepeatedTest(20)
  void anyTextIsACommandOrRefusedWithASqlState(org.junit.jupiter.api.RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    String[] pieces = {
      "SHOW",
      "SELECT",
      "SET",
      "PAUSE",
      "KILL_CLIENT",
      "RELOAD",
      "DRY",
      "RUN",
      "SHUTDOWN",
      "POOLS",
      "TRANSACTION",
      "SESSION",
      "TIME",
      "=",
      ";",
      "'",
      "\"",
      "--",
      "/*",
      "*/",
      "\n",
      ",",
      "(",
      "1",
      "\u0001",
      "é",
      "💧",
      "\ud800",
      "99999999999999999999",
      "TO",
      "NAMES"
    };
    for (int i = 0; i < 5000; i++) {
      StringBuilder text = new StringBuilder();
      int count = random.nextInt(8);
      for (int j = 0; j < count; j++) {
        text.append(pieces[random.nextInt(pieces.length)]);
        if (random.nextBoolean()) {
          text.append(' ');
        }
      }
      assertThatNoException()
          .as("seed %d: %s", repetition.getCurrentRepetition(), text)
          .isThrownBy(() -> parsedOrRefused(text.toString()));
    }
  }

  private static void parsedOrRefused(String text) {
    try {
      assertThat(parse(text)).isNotNull();
    } catch (ConsoleException refused) {
      assertThat(refused.fields().sqlState()).hasSize(5);
    }
  }

  private static String shown(String text) {
    assertThat(parse(text)).isInstanceOf(Show.class);
    return ((Show) parse(text)).table().columns().get(0).name();
  }

  private static ConsoleCommand parse(String text) {
    return CommandParser.parse(text);
  }
}
