package io.penstock.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.proxy.server.ProxyFixture;
import io.penstock.proxy.server.ScriptedClient;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** How long a session keeps its backend, by pool.mode. */
class PoolModeIT {
  private static boolean sleeps(ProxyFixture proxy) {
    try {
      return proxy
          .ask(
              "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND"
                  + " wait_event = 'PgSleep'")
          .equals("1");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void inSessionModeABackendIsKeptUntilItsClientLeavesAndThenIsLikeNew() throws SQLException {
    try (ProxyFixture proxy = ProxyFixture.start("mode: session, size: 1")) {
      String pid;
      try (ScriptedClient client = proxy.client()) {
        pid = client.value("SELECT pg_backend_pid()");
        assertThat(client.key().processId()).isEqualTo(Integer.parseInt(pid));
        assertThat(client.value("SELECT pg_backend_pid()")).isEqualTo(pid);
        assertThat(proxy.active()).isEqualTo(1);
        client.run("SET work_mem = '5MB'");
        client.run("CREATE TEMP TABLE x(a int)");
        client.run("LISTEN c");
        client.sends(ScriptedClient.parse("s", "SELECT 1"), ScriptedClient.sync()).untilReady();
        client.sends(ScriptedClient.query("SELECT pg_sleep(100)"));
        // A lease says nothing here: in session mode it is held from the login on.
        ProxyFixture.eventually("it runs", () -> sleeps(proxy));
        client.cancel();
        client.untilReady();
      }
      ProxyFixture.eventually("released", () -> proxy.active() == 0);
      try (ScriptedClient next = proxy.client()) {
        assertThat(next.value("SELECT pg_backend_pid()")).isEqualTo(pid);
        assertThat(
                next.value(
                    "SELECT current_setting('work_mem'), to_regclass('x') IS NULL, (SELECT count(*)"
                        + " FROM pg_listening_channels()), (SELECT count(*) FROM"
                        + " pg_prepared_statements)"))
            .isEqualTo("4MB,t,0,0");
      }
      proxy.verifyNothingLeft();
    }
  }

  @Test
  void inStatementModeTransactionsAreRefused() throws SQLException {
    try (ProxyFixture proxy = ProxyFixture.start("mode: statement, size: 1")) {
      try (ScriptedClient client = proxy.client()) {
        assertThat(client.run("BEGIN")).isEqualTo("E(0A000) Z(I)");
        assertThat(client.run("START TRANSACTION")).isEqualTo("E(0A000) Z(I)");
        assertThat(client.runExtended("BEGIN")).isEqualTo("E(0A000) Z(I)");
        assertThat(client.run("SELECT 1; BEGIN; SELECT 2")).isEqualTo("E(0A000) Z(I)");
        assertThat(client.run("SELECT 1")).isEqualTo("T(1) D(1) C(SELECT 1) Z(I)");
        assertThat(client.runExtended("SELECT 1")).isEqualTo("1 2 D(1) C(SELECT 1) Z(I)");
      }
      proxy.verifyNothingLeft();
    }
  }

  @Test
  void withoutAnyPreparedStatementsToKeepNamesAreTheBackendsOwn() throws SQLException {
    try (ProxyFixture proxy = ProxyFixture.start("size: 1, max-prepared-statements: 0")) {
      try (ScriptedClient client = proxy.client()) {
        assertThat(
                client
                    .sends(
                        ScriptedClient.parse("s", "SELECT 1"),
                        ScriptedClient.bind("", "s"),
                        ScriptedClient.execute(""),
                        ScriptedClient.close("s"),
                        ScriptedClient.sync())
                    .untilReady())
            .isEqualTo("1 2 D(1) C(SELECT 1) 3 Z(I)");
      }
      proxy.verifyNothingLeft();
    }
  }

  /** Without names to map, transaction mode ties all the same. */
  @Test
  void withoutAnyPreparedStatementsToKeepATemporaryTableKeepsItsBackend() throws SQLException {
    try (ProxyFixture proxy = ProxyFixture.start("size: 2, max-prepared-statements: 0")) {
      try (ScriptedClient client = proxy.client();
          ScriptedClient other = proxy.client()) {
        client.run("CREATE TEMP TABLE x(a int)");
        assertThat(proxy.active()).isEqualTo(1);
        assertThat(other.run("SELECT * FROM x")).isEqualTo("E(42P01) Z(I)");
        assertThat(client.run("SELECT * FROM x")).isEqualTo("T(1) C(SELECT 0) Z(I)");
        client.run("DROP TABLE x");
        ProxyFixture.eventually("the backend is free", () -> proxy.active() == 0);
      }
      proxy.verifyNothingLeft();
    }
  }

  @Test
  void beginAloneTakesNoBackend() throws SQLException {
    try (ProxyFixture proxy = ProxyFixture.start("size: 1")) {
      try (ScriptedClient a = proxy.client();
          ScriptedClient b = proxy.client()) {
        for (String begin : List.of("BEGIN", "START TRANSACTION ISOLATION LEVEL SERIALIZABLE")) {
          assertThat(a.run(begin)).endsWith("Z(T)");
          assertThat(b.run(begin)).endsWith("Z(T)");
          assertThat(proxy.active()).isZero();
          assertThat(a.run("COMMIT")).isEqualTo("C(COMMIT) Z(I)");
          assertThat(b.run("ROLLBACK")).isEqualTo("C(ROLLBACK) Z(I)");
          assertThat(proxy.active()).isZero();
        }
        a.run("BEGIN");
        a.run("SELECT 1");
        assertThat(proxy.active()).isEqualTo(1);
        b.run("BEGIN");
        a.run("COMMIT");
        assertThat(b.value("SELECT 2")).isEqualTo("2");
        b.run("ROLLBACK");
      }
      proxy.verifyNothingLeft();
    }
  }

  /** After an upgrade behind the proxy it is server_version that would be told wrongly. */
  @Test
  void whatNewBackendsReportIsToldToWhoeverLogsInAfterwards() throws SQLException {
    try (ProxyFixture proxy = ProxyFixture.start("size: 1")) {
      try (Connection before = proxy.connect()) {
        assertThat(before.unwrap(PGConnection.class).getParameterStatus("IntervalStyle"))
            .isEqualTo("postgres");
      }
      proxy.execute("ALTER DATABASE " + proxy.database() + " SET intervalstyle TO 'iso_8601'");
      try (ScriptedClient client = proxy.client()) {
        proxy.execute(
            "SELECT pg_terminate_backend(" + client.value("SELECT pg_backend_pid()") + ", 5000)");
        assertThat(client.value("SHOW intervalstyle")).isEqualTo("iso_8601");
      }
      try (Connection after = proxy.connect()) {
        assertThat(after.unwrap(PGConnection.class).getParameterStatus("IntervalStyle"))
            .isEqualTo("iso_8601");
      }
      proxy.verifyNothingLeft();
    }
  }

  @Test
  void aNewClientDoesNotFindTheSequenceValuesOfTheOneBefore() throws SQLException {
    try (ProxyFixture proxy = ProxyFixture.start("size: 1")) {
      proxy.execute("CREATE SEQUENCE s");
      try (ScriptedClient first = proxy.client()) {
        assertThat(first.run("SELECT nextval('s')")).contains("D(1)");
        assertThat(first.run("SELECT lastval()")).contains("D(1)");
        try (ScriptedClient second = proxy.client()) {
          assertThat(second.run("SELECT lastval()")).isEqualTo("E(55000) Z(I)");
        }
      }
    }
  }

  /** PQprepare waits for each Parse: the thread that waits may hold the only backend itself. */
  @Test
  void aStatementThatWasParsedBeforeIsPreparedWithoutABackend() throws SQLException {
    try (ProxyFixture proxy = ProxyFixture.start("size: 1")) {
      try (ScriptedClient a = proxy.client();
          ScriptedClient b = proxy.client()) {
        a.sends(ScriptedClient.parse("s", "SELECT 42"), ScriptedClient.sync()).untilReady();
        a.run("BEGIN");
        a.run("SELECT 1");
        assertThat(proxy.active()).isEqualTo(1);
        assertThat(
                b.sends(ScriptedClient.parse("mine", "SELECT 42"), ScriptedClient.sync())
                    .untilReady())
            .isEqualTo("1 Z(I)");
        a.run("COMMIT");
        assertThat(
                b.sends(
                        ScriptedClient.bind("", "mine"),
                        ScriptedClient.execute(""),
                        ScriptedClient.sync())
                    .untilReady())
            .isEqualTo("2 D(42) C(SELECT 1) Z(I)");
      }
      proxy.verifyNothingLeft();
    }
  }

  /** Ten times as many clients as backends, in both protocols, with errors and rollbacks. */
  @Test
  void twoHundredClientsOnTwentyBackendsWorkForFiveSeconds() throws Exception {
    try (ProxyFixture proxy = ProxyFixture.start("size: 20");
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      proxy.execute("CREATE TABLE t(a int)");
      AtomicInteger mostBackends = new AtomicInteger();
      List<Future<Integer>> running = new ArrayList<>();
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
      for (int i = 0; i < 200; i++) {
        String tenant = "t" + i;
        running.add(
            threads.submit(() -> {
              int done = 0;
              try (ScriptedClient client = proxy.client()) {
                client.run("SET app.tenant = '" + tenant + "'");
                client
                    .sends(
                        ScriptedClient.parse("s", "SELECT current_setting('app.tenant'), $1"),
                        ScriptedClient.sync())
                    .untilReady();
                while (System.nanoTime() < end) {
                  assertThat(
                          client
                              .sends(
                                  ScriptedClient.bind("", "s", "x" + done),
                                  ScriptedClient.execute(""),
                                  ScriptedClient.sync())
                              .untilReady())
                      .isEqualTo("2 D(" + tenant + ",x" + done + ") C(SELECT 1) Z(I)");
                  assertThat(client.run("BEGIN")).isEqualTo("C(BEGIN) Z(T)");
                  assertThat(client.run("INSERT INTO t VALUES (1)"))
                      .isEqualTo("C(INSERT 0 1) Z(T)");
                  assertThat(client.run("SELECT 1/0")).endsWith("E(22012) Z(E)");
                  assertThat(client.run("ROLLBACK")).isEqualTo("C(ROLLBACK) Z(I)");
                  assertThat(client.runExtended("SELECT $1::int", "7"))
                      .isEqualTo("1 2 D(7) C(SELECT 1) Z(I)");
                  mostBackends.accumulateAndGet(proxy.counts().total(), Math::max);
                  done++;
                }
              }
              return done;
            }));
      }
      for (Future<Integer> each : running) {
        assertThat(each.get(30, TimeUnit.SECONDS)).isPositive();
      }
      assertThat(mostBackends.get()).isBetween(1, 20);
      assertThat(proxy.ask("SELECT count(*) FROM t")).isEqualTo("0");
      proxy.verifyNothingLeft();
    }
  }
}
