package io.penstock.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.proxy.server.ProxyFixture;
import io.penstock.proxy.server.ScriptedClient;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With pins on warn everything runs, each with a warning, and nobody keeps a backend. */
class PinPolicyIT {
  private static ProxyFixture proxy;

  @BeforeAll
  static void start() throws SQLException {
    proxy =
        ProxyFixture.start(
            "size: 1, max-wait: 5s",
            "session: {pins: {temporary-tables: warn, listen: warn, advisory-locks: warn,"
                + " hold-cursors: warn, load: warn, sql-prepare: warn, set-seed: warn, opaque:"
                + " warn}}");
  }

  @AfterEach
  void nothingIsHeld() throws SQLException {
    proxy.verifyNothingLeft();
    try (ScriptedClient client = proxy.client()) {
      client.run("DISCARD ALL");
    }
    proxy.verifyNothingLeft();
  }

  @AfterAll
  static void stop() {
    proxy.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "CREATE TEMP TABLE x(a int) ~ N(01000) C(CREATE TABLE) Z(I)",
        "LISTEN c ~ N(01000) C(LISTEN) Z(I)",
        "SELECT pg_advisory_lock(7) ~ T(1) D() N(01000) C(SELECT 1) Z(I)",
        "PREPARE p AS SELECT 1 ~ N(01000) C(PREPARE) Z(I)",
        "SELECT setseed(0.5) ~ T(1) D() N(01000) C(SELECT 1) Z(I)",
        "BEGIN; DECLARE c CURSOR WITH HOLD FOR SELECT 1; COMMIT ~ C(BEGIN) N(01000) C(DECLARE"
            + " CURSOR) C(COMMIT) Z(I)",
        "LOAD 'plpgsql' ~ N(01000) C(LOAD) Z(I)",
      })
  void whatWouldTieIsDoneWithAWarningAndTheBackendIsFree(String statement, String answer)
      throws SQLException {
    try (ScriptedClient client = proxy.client();
        ScriptedClient other = proxy.client()) {
      assertThat(client.run(statement)).isEqualTo(answer);
      ProxyFixture.eventually("the backend is free", () -> proxy.active() == 0);
      assertThat(other.value("SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void theExtendedProtocolWarnsToo() {
    try (ScriptedClient client = proxy.client()) {
      assertThat(client.runExtended("LISTEN c")).isEqualTo("1 2 N(01000) C(LISTEN) Z(I)");
      ProxyFixture.eventually("the backend is free", () -> proxy.active() == 0);
    }
  }

  @Test
  void aStatementThatFailsGivesNoWarning() {
    try (ScriptedClient client = proxy.client()) {
      assertThat(client.run("CREATE TEMP TABLE x(a nonsense)")).isEqualTo("E(42704) Z(I)");
      assertThat(client.run("SELECT 1/0, pg_advisory_lock(7)")).isEqualTo("E(22012) Z(I)");
    }
  }

  /** What only the backend knows is told once it was asked: behind the answer. */
  @Test
  void whatCodeHasMadeIsWarnedOfAfterwards() {
    try (ScriptedClient client = proxy.client()) {
      assertThat(client.run("DO $$ BEGIN CREATE TEMP TABLE hidden(a int); END $$"))
          .isEqualTo("C(DO) Z(I)");
      assertThat(client.until('N')).isEqualTo("N(01000)");
      ProxyFixture.eventually("the backend is free", () -> proxy.active() == 0);
    }
  }

  /** As the page on transaction mode says: others may meet it. */
  @Test
  void whatWasMadeStaysOnTheBackendWhenItsClientLeaves() throws SQLException {
    try (ScriptedClient client = proxy.client()) {
      client.run("CREATE TEMP TABLE left_behind(a int)");
    }
    proxy.verifyNothingLeft();
    try (ScriptedClient other = proxy.client()) {
      assertThat(other.run("SELECT * FROM left_behind")).isEqualTo("T(1) C(SELECT 0) Z(I)");
    }
  }

  @Test
  void withinItsTransactionEverythingWorks() {
    try (ScriptedClient client = proxy.client()) {
      client.run("BEGIN");
      assertThat(client.run("CREATE TEMP TABLE x(a int)"))
          .isEqualTo("N(01000) C(CREATE TABLE) Z(T)");
      assertThat(client.run("PREPARE p AS SELECT count(*) FROM x"))
          .isEqualTo("N(01000) C(PREPARE) Z(T)");
      assertThat(client.run("EXECUTE p")).isEqualTo("T(1) D(0) C(SELECT 1) Z(T)");
      assertThat(client.run("DEALLOCATE ALL")).isEqualTo("C(DEALLOCATE ALL) Z(T)");
      assertThat(client.run("EXECUTE p")).isEqualTo("E(26000) Z(E)");
      assertThat(client.run("ROLLBACK")).isEqualTo("C(ROLLBACK) Z(I)");
    }
  }
}
