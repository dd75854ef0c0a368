package io.penstock.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.proxy.server.ProxyFixture;
import io.penstock.proxy.server.ScriptedClient;
import io.penstock.wire.Bytes;
import io.penstock.wire.Formats;
import io.penstock.wire.frontend.FunctionCall;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a backend must be kept for keeps it, for as long as that lasts and no longer. */
class PinIT {
  private static ProxyFixture proxy;

  @BeforeAll
  static void start() throws SQLException {
    proxy = ProxyFixture.start("size: 2");
    proxy.execute(
        "CREATE TABLE kept(a int)",
        "CREATE PROCEDURE makes_temporary() LANGUAGE plpgsql AS"
            + " $$ BEGIN CREATE TEMP TABLE hidden(a int); END $$",
        "CREATE PROCEDURE commits() LANGUAGE plpgsql AS"
            + " $$ BEGIN INSERT INTO kept VALUES (1); COMMIT; INSERT INTO kept VALUES (2);"
            + " ROLLBACK; END $$");
  }

  @AfterEach
  void nothingIsLeft() throws SQLException {
    proxy.verifyNothingLeft();
    assertThat(proxy.ask("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"))
        .isEqualTo("0");
    assertThat(proxy.ask("SELECT count(*) FROM pg_class WHERE relpersistence = 't'"))
        .isEqualTo("0");
  }

  @AfterAll
  static void stop() {
    proxy.close();
  }

  /** Statements that tie a session, a look at what they made, and what ends it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "CREATE TEMP TABLE x(a int) ~ SELECT count(*) FROM x ~ DROP TABLE x",
        "CREATE TEMP TABLE x(a int) ~ SELECT count(*) FROM x ~ DISCARD TEMP",
        "CREATE TEMP TABLE x(a int) ~ SELECT count(*) FROM x ~ DISCARD ALL",
        "CREATE TABLE pg_temp.x(a int) ~ SELECT count(*) FROM x ~ DROP TABLE pg_temp.x CASCADE",
        "CREATE TEMP VIEW x AS SELECT 1 ~ SELECT count(*) FROM x ~ DROP VIEW x",
        "CREATE TEMP SEQUENCE x ~ SELECT nextval('x') ~ DROP SEQUENCE x",
        "SELECT 1 AS a INTO TEMP x ~ SELECT count(*) FROM x ~ DROP TABLE x",
        "CREATE LOCAL TEMPORARY TABLE x AS SELECT 1 ~ SELECT count(*) FROM x ~ DROP TABLE x",
        "DO $$ BEGIN CREATE TEMP TABLE x(a int); END $$ ~ SELECT count(*) FROM x ~ DROP TABLE x",
        "CALL makes_temporary() ~ SELECT count(*) FROM hidden ~ DROP TABLE hidden",
        "BEGIN; CREATE TEMP TABLE x(a int); COMMIT ~ SELECT count(*) FROM x ~ DROP TABLE x",
        "LISTEN c ~ SELECT count(*) FROM pg_listening_channels() ~ UNLISTEN c",
        "LISTEN c; LISTEN d ~ SELECT count(*) FROM pg_listening_channels() ~ UNLISTEN *",
        "SELECT pg_advisory_lock(7) ~ SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' ~"
            + " SELECT pg_advisory_unlock(7)",
        "SELECT pg_try_advisory_lock(7), pg_advisory_lock(8) ~ SELECT count(*) FROM pg_locks WHERE"
            + " locktype = 'advisory' ~ SELECT pg_advisory_unlock_all()",
        "PREPARE p AS SELECT 1 ~ EXECUTE p ~ DEALLOCATE p",
        "PREPARE p AS SELECT 1 ~ EXECUTE p ~ DEALLOCATE ALL",
        "BEGIN; DECLARE c CURSOR WITH HOLD FOR SELECT 1; COMMIT ~ FETCH RELATIVE 0 FROM c ~ CLOSE c",
        "BEGIN; DECLARE c CURSOR WITH HOLD FOR SELECT 1; COMMIT ~ FETCH RELATIVE 0 FROM c ~ CLOSE ALL",
      })
  void whatTiesASessionIsKeptUntilItEnds(String begin, String look, String end) {
    try (ScriptedClient client = proxy.client();
        ScriptedClient other = proxy.client()) {
      assertThat(client.run(begin)).doesNotContain("E(");
      ProxyFixture.eventually("it is pinned", () -> proxy.active() == 1);
      String seen = client.run(look);
      assertThat(seen).doesNotContain("E(");
      for (int i = 0; i < 4; i++) {
        other.run("SELECT 1");
        ProxyFixture.eventually("only one is pinned", () -> proxy.active() == 1);
        assertThat(client.run(look).replaceAll("D\\(\\d+\\)", "D"))
            .isEqualTo(seen.replaceAll("D\\(\\d+\\)", "D"));
      }
      assertThat(client.run(end)).doesNotContain("E(");
      ProxyFixture.eventually("it is unpinned", () -> proxy.active() == 0);
      assertThat(client.run("SELECT 'after'")).contains("D(after)");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "BEGIN ~ CREATE TEMP TABLE x(a int) ~ ROLLBACK",
        "BEGIN ~ CREATE TEMP TABLE x(a int) ON COMMIT DROP ~ COMMIT",
        "BEGIN ~ LISTEN c ~ ROLLBACK",
        "BEGIN ~ DECLARE c CURSOR WITH HOLD FOR SELECT 1 ~ ROLLBACK",
        "BEGIN ~ CREATE TEMP TABLE x(a int); SELECT 1/0 ~ COMMIT",
        "BEGIN; SAVEPOINT s ~ CREATE TEMP TABLE x(a int) ~ ROLLBACK TO s; COMMIT",
      })
  void whatTheTransactionTakesBackTiesNobody(String begin, String tie, String end) {
    try (ScriptedClient client = proxy.client()) {
      client.run(begin);
      client.run(tie);
      client.run(end);
      ProxyFixture.eventually("it is unpinned", () -> proxy.active() == 0);
    }
  }

  @Test
  void aLockTakenTwiceTiesUntilItIsGivenBackTwice() {
    try (ScriptedClient client = proxy.client();
        ScriptedClient other = proxy.client()) {
      assertThat(client.value("SELECT pg_try_advisory_lock(1)")).isEqualTo("t");
      assertThat(client.value("SELECT pg_try_advisory_lock(1)")).isEqualTo("t");
      assertThat(client.value("SELECT pg_advisory_unlock(1)")).isEqualTo("t");
      assertThat(other.value("SELECT pg_try_advisory_lock(1)")).isEqualTo("f");
      ProxyFixture.eventually("only one is pinned", () -> proxy.active() == 1);
      assertThat(client.value("SELECT pg_advisory_unlock(1)")).isEqualTo("t");
      ProxyFixture.eventually("it is unpinned", () -> proxy.active() == 0);
      assertThat(other.value("SELECT pg_try_advisory_lock(1)")).isEqualTo("t");
      other.run("SELECT pg_advisory_unlock_all()");
    }
  }

  @Test
  void aLockOfTheTransactionTiesNobody() {
    try (ScriptedClient client = proxy.client()) {
      client.run("SELECT pg_advisory_xact_lock(1)");
      ProxyFixture.eventually("not pinned", () -> proxy.active() == 0);
    }
  }

  @Test
  void notificationsReachTheListenerAlsoWhileItIsSilent() {
    try (ScriptedClient listener = proxy.client();
        ScriptedClient other = proxy.client()) {
      listener.run("LISTEN news");
      other.run("NOTIFY news, 'first'");
      assertThat(listener.until('A')).isEqualTo("A(news:first)");
      other.run("SELECT pg_notify('news', 'second')");
      assertThat(listener.until('A')).isEqualTo("A(news:second)");
      listener.run("UNLISTEN news");
      other.run("NOTIFY news, 'third'");
      assertThat(listener.run("SELECT 1")).isEqualTo("T(1) D(1) C(SELECT 1) Z(I)");
    }
  }

  @Test
  void aPinnedSessionThatLeavesGivesItsBackendBackLikeNew() throws SQLException {
    try (ScriptedClient client = proxy.client()) {
      client.run("CREATE TEMP TABLE left_behind(a int)");
      client.run("SELECT pg_advisory_lock(9)");
      client.run("LISTEN c");
      client.run("SET work_mem = '5MB'");
      client.run("PREPARE p AS SELECT 1");
    }
    ProxyFixture.eventually("released", () -> proxy.active() == 0);
    try (ScriptedClient a = proxy.client();
        ScriptedClient b = proxy.client()) {
      a.run("BEGIN");
      b.run("BEGIN");
      for (ScriptedClient each : List.of(a, b)) {
        assertThat(
                each.value(
                    "SELECT (SELECT count(*) FROM pg_listening_channels()), (SELECT count(*) FROM"
                        + " pg_prepared_statements WHERE from_sql), to_regclass('left_behind') IS"
                        + " NULL, current_setting('work_mem')"))
            .isEqualTo("0,0,t,4MB");
      }
      a.run("COMMIT");
      b.run("COMMIT");
    }
  }

  @Test
  void aProcedureMayCommit() throws SQLException {
    try (ScriptedClient client = proxy.client()) {
      assertThat(client.run("CALL commits()")).isEqualTo("C(CALL) Z(I)");
      assertThat(client.value("SELECT sum(a) FROM kept")).isEqualTo("1");
      client.run("TRUNCATE kept");
    }
  }

  @Test
  void largeObjectsWorkInATransaction() {
    try (ScriptedClient client = proxy.client()) {
      client.run("BEGIN");
      String id = client.value("SELECT lo_create(0)");
      assertThat(client.run("SELECT lowrite(lo_open(" + id + ", 131072), 'bytes')"))
          .contains("D(5)");
      client.run("COMMIT");
      assertThat(client.value("SELECT convert_from(lo_get(" + id + "), 'UTF8')"))
          .isEqualTo("bytes");
      client.run("SELECT lo_unlink(" + id + ")");
    }
  }

  @Test
  void aFunctionCallMessageIsAnswered() {
    try (ScriptedClient client = proxy.client()) {
      // abs(int4) is function 1397.
      FunctionCall abs = new FunctionCall(1397, Formats.ALL_TEXT, List.of(Bytes.utf8("-5")), 0);
      assertThat(client.sends(abs).untilReady()).isEqualTo("V(5) Z(I)");
      FunctionCall nothing = new FunctionCall(1, Formats.ALL_TEXT, List.of(), 0);
      assertThat(client.sends(nothing).untilReady()).isEqualTo("E(42883) Z(I)");
      assertThat(client.run("SELECT 1")).contains("D(1)");
    }
  }

  @Test
  void aLockTakenByAFunctionCallMessageIsNotLeftToOthers() {
    // pg_advisory_lock(int8) is function 2880.
    Bytes key = Bytes.of(ByteBuffer.allocate(8).putLong(77).array());
    FunctionCall lock = new FunctionCall(2880, Formats.ALL_BINARY, List.of(key), 0);
    try (ScriptedClient client = proxy.client()) {
      assertThat(client.sends(lock).untilReady()).endsWith("Z(I)");
      ProxyFixture.eventually("it is pinned", () -> proxy.active() == 1);
    }
  }

  @Test
  void loadTiesForGood() {
    try (ScriptedClient client = proxy.client();
        ScriptedClient other = proxy.client()) {
      assertThat(client.run("LOAD 'plpgsql'")).isEqualTo("C(LOAD) Z(I)");
      other.run("SELECT 1");
      ProxyFixture.eventually("it is pinned", () -> proxy.active() == 1);
    }
  }
}
