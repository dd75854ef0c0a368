package io.penstock.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.proxy.server.ProxyFixture;
import io.penstock.proxy.server.ScriptedClient;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What lasts too long ends with the SQLSTATE that says so, and leaves a clean backend. */
class TimeoutIT {
  private static void cleanAfterwards(ProxyFixture proxy) throws SQLException {
    proxy.verifyNothingLeft();
    try (ScriptedClient client = proxy.client()) {
      assertThat(client.run("SELECT 1")).isEqualTo("T(1) D(1) C(SELECT 1) Z(I)");
    }
    proxy.verifyNothingLeft();
    proxy.close();
  }

  @Test
  void aStatementIsCancelledAndTheSessionGoesOn() throws SQLException {
    ProxyFixture proxy = ProxyFixture.start("size: 1, query-timeout: 200ms");
    try (ScriptedClient client = proxy.client()) {
      assertThat(client.run("SELECT pg_sleep(100)")).endsWith("E(57014) Z(I)");
      assertThat(client.lastError()).contains("200 ms");
      assertThat(client.runExtended("SELECT pg_sleep(100)")).endsWith("E(57014) Z(I)");
      client.run("BEGIN");
      assertThat(client.run("SELECT pg_sleep(100)")).endsWith("E(57014) Z(E)");
      assertThat(client.run("ROLLBACK")).isEqualTo("C(ROLLBACK) Z(I)");
      assertThat(client.run("SELECT pg_sleep(0.05)")).contains("C(SELECT 1)");
    }
    cleanAfterwards(proxy);
  }

  @Test
  void aTransactionEndsTheSession() throws SQLException {
    ProxyFixture proxy = ProxyFixture.start("size: 1, transaction-timeout: 300ms");
    ScriptedClient client = proxy.client();
    client.run("BEGIN");
    client.run("SELECT 1");
    assertThat(client.untilEnd()).isEqualTo("E(25P04) end");
    client.close();
    ScriptedClient busy = proxy.client();
    busy.run("BEGIN");
    busy.sends(ScriptedClient.query("SELECT pg_sleep(100)"));
    assertThat(busy.untilEnd()).endsWith("E(25P04) end");
    busy.close();
    cleanAfterwards(proxy);
  }

  @Test
  void anIdleTransactionEndsTheSession() throws SQLException {
    ProxyFixture proxy = ProxyFixture.start("size: 1, idle-in-transaction-timeout: 200ms");
    for (String begin : new String[] {"BEGIN", "BEGIN; SELECT 1", "BEGIN; SELECT 1/0"}) {
      ScriptedClient client = proxy.client();
      client.run(begin);
      if (begin.endsWith("0")) {
        client.run("BEGIN");
        client.run("SELECT 1/0");
      }
      assertThat(client.untilEnd()).isEqualTo("E(25P03) end");
      client.close();
    }
    try (ScriptedClient client = proxy.client()) {
      client.run("BEGIN");
      assertThat(client.run("SELECT pg_sleep(0.5)")).endsWith("C(SELECT 1) Z(T)");
      client.run("COMMIT");
      assertThat(client.isSilent(500)).isTrue();
    }
    cleanAfterwards(proxy);
  }

  @Test
  void anIdleClientIsDisconnected() throws SQLException {
    ProxyFixture proxy = ProxyFixture.start("size: 1, client-idle-timeout: 200ms");
    ScriptedClient client = proxy.client();
    client.run("SELECT pg_sleep(0.4)");
    assertThat(client.run("SELECT 1")).contains("D(1)");
    assertThat(client.untilEnd()).isEqualTo("E(57P05) end");
    client.close();
    cleanAfterwards(proxy);
  }

  @Test
  void waitingForABackendEndsInAnErrorAndTheSessionGoesOn() throws SQLException {
    ProxyFixture proxy = ProxyFixture.start("size: 1, max-wait: 200ms");
    try (ScriptedClient holder = proxy.client();
        ScriptedClient waiting = proxy.client()) {
      holder.run("BEGIN; SELECT 1");
      assertThat(waiting.run("SELECT 1")).matches("E\\(5\\w+\\) Z\\(I\\)");
      assertThat(waiting.runExtended("SELECT 1")).matches("E\\(5\\w+\\) Z\\(I\\)");
      waiting.sends(ScriptedClient.parse("", "SELECT 1"), new io.penstock.wire.frontend.Flush());
      assertThat(waiting.until('E')).startsWith("E(5");
      assertThat(waiting.sends(ScriptedClient.sync()).untilReady()).isEqualTo("Z(I)");
      holder.run("COMMIT");
      assertThat(waiting.run("SELECT 1")).contains("D(1)");
    }
    cleanAfterwards(proxy);
  }

  @Test
  void aTransactionThatGetsNoBackendFailsAndHoldsNone() throws SQLException {
    ProxyFixture proxy = ProxyFixture.start("size: 1, max-wait: 200ms");
    try (ScriptedClient holder = proxy.client();
        ScriptedClient waiting = proxy.client()) {
      holder.run("BEGIN; SELECT 1");
      waiting.run("BEGIN");
      assertThat(waiting.run("SELECT 1")).isEqualTo("E(53300) Z(E)");
      assertThat(waiting.run("SELECT 1")).isEqualTo("E(25P02) Z(E)");
      assertThat(waiting.run("SET work_mem = '1MB'")).isEqualTo("E(25P02) Z(E)");
      assertThat(waiting.run("")).isEqualTo("I Z(E)");
      assertThat(waiting.runExtended("SELECT 1")).isEqualTo("E(25P02) Z(E)");
      assertThat(waiting.sends(ScriptedClient.sync()).untilReady()).isEqualTo("Z(E)");
      assertThat(waiting.run("COMMIT")).isEqualTo("C(ROLLBACK) Z(I)");
      waiting.run("BEGIN");
      assertThat(waiting.runExtended("SELECT 1")).isEqualTo("E(53300) Z(E)");
      assertThat(waiting.run("ROLLBACK AND CHAIN")).isEqualTo("C(ROLLBACK) Z(T)");
      assertThat(waiting.run("ROLLBACK")).isEqualTo("C(ROLLBACK) Z(I)");
      holder.run("COMMIT");
      assertThat(waiting.value("SELECT 7")).isEqualTo("7");
    }
    cleanAfterwards(proxy);
  }

  /** These end, or partly end, a transaction that no backend knows of. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "ROLLBACK; SELECT 5 ~ C(ROLLBACK) T(1) D(5) C(SELECT 1) Z(I)",
        "SELECT 5; ROLLBACK ~ E(25P02) Z(E)",
        "ROLLBACK TO a ~ E(3B001) Z(E)",
      })
  void aTransactionThatFailedWithoutABackendFailsOnOneWhereItMust(String end, String answer)
      throws SQLException {
    ProxyFixture proxy = ProxyFixture.start("size: 1, max-wait: 200ms");
    try (ScriptedClient holder = proxy.client();
        ScriptedClient waiting = proxy.client()) {
      waiting.run("SET work_mem = '5MB'");
      holder.run("BEGIN; SELECT 1");
      waiting.run("BEGIN");
      assertThat(waiting.run("SELECT 1")).isEqualTo("E(53300) Z(E)");
      holder.run("COMMIT");
      assertThat(waiting.run(end)).isEqualTo(answer);
      assertThat(waiting.run("ROLLBACK")).endsWith("C(ROLLBACK) Z(I)");
      holder.run("BEGIN; SELECT 1");
      waiting.run("BEGIN");
      assertThat(waiting.run("SELECT 1")).isEqualTo("E(53300) Z(E)");
      holder.run("COMMIT");
      assertThat(waiting.runExtended("ROLLBACK")).isEqualTo("1 2 C(ROLLBACK) Z(I)");
      assertThat(waiting.value("SELECT 7")).isEqualTo("7");
    }
    cleanAfterwards(proxy);
  }

  @Test
  void aTransactionsFirstStatementIsCancelledWhileItWaits() throws SQLException {
    ProxyFixture proxy = ProxyFixture.start("size: 1, max-wait: 30s");
    try (ScriptedClient holder = proxy.client();
        ScriptedClient waiting = proxy.client()) {
      holder.run("BEGIN; SELECT 1");
      waiting.run("BEGIN");
      waiting.sends(ScriptedClient.query("SELECT 1"));
      ProxyFixture.eventually("it waits", () -> proxy.waiting() == 1);
      waiting.cancel();
      assertThat(waiting.untilReady()).isEqualTo("E(57014) Z(E)");
      assertThat(waiting.run("ROLLBACK")).isEqualTo("C(ROLLBACK) Z(I)");
      holder.run("COMMIT");
    }
    cleanAfterwards(proxy);
  }
}
