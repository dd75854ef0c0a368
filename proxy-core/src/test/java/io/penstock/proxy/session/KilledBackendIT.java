package io.penstock.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.proxy.server.ProxyFixture;
import io.penstock.proxy.server.ScriptedClient;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A backend that is killed costs the client that has it, and nobody else. */
class KilledBackendIT {
  private static ProxyFixture proxy;

  @BeforeAll
  static void start() throws SQLException {
    proxy = ProxyFixture.start("size: 2");
  }

  @AfterEach
  void nothingIsLeft() throws SQLException {
    proxy.verifyNothingLeft();
  }

  @AfterAll
  static void stop() {
    proxy.close();
  }

  private static void kill(String pid) throws SQLException {
    proxy.execute("SELECT pg_terminate_backend(" + pid + ", 5000)");
  }

  private static void killAll() throws SQLException {
    proxy.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname ="
            + " current_database() AND application_name = 'victim'");
  }

  @Test
  void idleInThePoolNobodyNotices() throws SQLException {
    try (ScriptedClient client = proxy.client()) {
      for (int i = 0; i < 5; i++) {
        String pid = client.value("SELECT pg_backend_pid()");
        kill(pid);
        assertThat(client.run("SELECT 1")).isEqualTo("T(1) D(1) C(SELECT 1) Z(I)");
      }
    }
  }

  @Test
  void inATransactionItsClientIsToldAndTheOthersGoOn() throws SQLException {
    try (ScriptedClient other = proxy.client()) {
      ScriptedClient client = proxy.client();
      other.run("BEGIN");
      other.run("SELECT 1");
      client.run("BEGIN");
      kill(client.value("SELECT pg_backend_pid()"));
      assertThat(client.untilEnd()).isEqualTo("E(57P01) end");
      client.close();
      assertThat(other.run("SELECT 1")).isEqualTo("T(1) D(1) C(SELECT 1) Z(T)");
      other.run("COMMIT");
    }
  }

  @Test
  void inAStatementItsClientIsToldAndComesBack() throws SQLException {
    ScriptedClient client = proxy.client();
    client.run("SET application_name = 'victim'");
    client.sends(ScriptedClient.query("SELECT pg_sleep(100)"));
    ProxyFixture.eventually("it runs", () -> proxy.active() == 1);
    ProxyFixture.eventually(
        "it sleeps",
        () -> {
          try {
            return proxy
                .ask(
                    "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND"
                        + " application_name = 'victim'")
                .equals("1");
          } catch (SQLException e) {
            throw new AssertionError(e);
          }
        });
    killAll();
    assertThat(client.untilEnd()).endsWith("E(57P01) end");
    client.close();
    try (ScriptedClient again = proxy.client()) {
      assertThat(again.run("SELECT 1")).contains("D(1)");
    }
  }

  @Test
  void pinnedItsClientIsTold() throws SQLException {
    ScriptedClient client = proxy.client();
    client.run("LISTEN c");
    kill(client.value("SELECT pg_backend_pid()"));
    assertThat(client.untilEnd()).isEqualTo("E(57P01) end");
    client.close();
  }

  /** Half a row and then an error within it would be taken for data. */
  @Test
  void inTheMiddleOfARowNothingIsTakenForDataThatIsNone() throws SQLException {
    ScriptedClient client =
        ScriptedClient.connect(
            proxy.port(),
            ProxyFixture.USER,
            proxy.database(),
            64 * 1024,
            "application_name",
            "victim");
    client.sends(ScriptedClient.query("SELECT repeat('x', 50000000) FROM generate_series(1, 20)"));
    ProxyFixture.eventually(
        "it is held back by its reader",
        () -> {
          try {
            return proxy
                .ask(
                    "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'ClientWrite' AND"
                        + " application_name = 'victim'")
                .equals("1");
          } catch (SQLException e) {
            throw new AssertionError(e);
          }
        });
    killAll();
    // The last row is cut short: the end comes within it.
    String answers = client.untilEnd().replaceAll("D\\(x+\\)", "D");
    assertThat(answers).matches("T\\(1\\)( D)* end");
    client.close();
  }
}
