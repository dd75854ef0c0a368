package io.penstock.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.proxy.TestScale;
import io.penstock.proxy.server.Conversation;
import io.penstock.proxy.server.ProxyFixture;
import io.penstock.proxy.server.ScriptedClient;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that goes without a word leaves nothing: no lease, no transaction, no statement. */
class VanishedClientIT {
  private static ProxyFixture proxy;

  @BeforeAll
  static void start() throws SQLException {
    proxy = ProxyFixture.start("size: 2, cancel-wait-timeout: 1s");
    proxy.execute("CREATE TABLE t(a int, b text)");
  }

  @AfterEach
  void nothingIsLeft() throws SQLException {
    proxy.verifyNothingLeft();
    assertThat(proxy.ask("SELECT count(*) FROM t")).isEqualTo("0");
    try (ScriptedClient a = proxy.client();
        ScriptedClient b = proxy.client()) {
      a.run("BEGIN");
      b.run("BEGIN");
      assertThat(a.run("SELECT current_setting('work_mem')")).contains("D(4MB)").endsWith("Z(T)");
      assertThat(b.run("SELECT current_setting('work_mem')")).contains("D(4MB)").endsWith("Z(T)");
      a.run("COMMIT");
      b.run("COMMIT");
    }
  }

  @AfterAll
  static void stop() {
    proxy.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Q:SELECT 1",
        "Q:BEGIN",
        "Q:BEGIN ~ Q:INSERT INTO t VALUES (1)",
        "Q:BEGIN ~ Q:SET work_mem = '5MB'",
        "Q:BEGIN ~ Q:SELECT 1/0",
        "Q:SET work_mem = '5MB'",
        "P::INSERT INTO t VALUES (1) & B:: & E: & H => 'C",
        "P::SELECT 1 & H => '1",
        "P::SELEKT & H => 'E",
        "Q:BEGIN ~ P::INSERT INTO t VALUES (1) & B:: & E: & H => 'C",
        "Q:COPY t FROM STDIN => 'G",
        "Q:COPY t FROM STDIN => 'G ~ d:1\tx\\n => 0",
        "P::COPY t FROM STDIN & B:: & E: & S => 'G",
        "Q:SELECT pg_sleep(100) => 0",
        "Q:BEGIN; SELECT pg_sleep(100) => 0",
        "P::SELECT pg_sleep(100) & B:: & E: & S => 0",
        "P::SELECT pg_sleep(100) & B:: & E: & H => 0",
        "Q:INSERT INTO t SELECT 1 FROM generate_series(1, 100000000) => 0",
        "Q:SELECT repeat('x', 1000), generate_series(1, 100000000) => 'D",
        "Q:COPY (SELECT repeat('x', 1000), generate_series(1, 100000000)) TO STDOUT => 'd",
        "Q:SELECT 1 & Q:SELECT pg_sleep(100) & Q:SELECT 3 => 1",
        "Q:CREATE TEMP TABLE x(a int)",
        "Q:CREATE TEMP TABLE x(a int) ~ Q:BEGIN ~ Q:SELECT pg_sleep(100) => 0",
        "Q:DO $$ BEGIN PERFORM set_config('work_mem', '5MB', false); END $$",
        "P:s:SELECT 1 & S ~ Q:BEGIN ~ B:p:s & H => '2",
      })
  void itsBackendIsClean(String script) {
    ScriptedClient client = proxy.client();
    new Conversation(script).play(client, other -> {});
    client.vanish();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Q:SELECT 1",
        "Q:BEGIN",
        "Q:BEGIN ~ Q:INSERT INTO t VALUES (1)",
        "P::INSERT INTO t VALUES (1) & B:: & E: & H => 'C"
      })
  void inTheMiddleOfAMessage(String before) {
    for (int cut : List.of(1, 3, 7)) {
      ScriptedClient client = proxy.client();
      new Conversation(before).play(client, other -> {});
      byte[] last = ScriptedClient.bytes(ScriptedClient.query("INSERT INTO t VALUES (1)"));
      client.send(Arrays.copyOf(last, last.length - cut));
      client.vanish();
    }
  }

  @Test
  void inTheMiddleOfALongBindThatIsPassedOnInPieces() {
    ScriptedClient client = proxy.client();
    byte[] bytes =
        ScriptedClient.bytes(
            ScriptedClient.parse("", "INSERT INTO t VALUES (1, $1)"),
            ScriptedClient.bind("", "", "x".repeat(1_000_000)));
    client.send(Arrays.copyOf(bytes, bytes.length / 2));
    ProxyFixture.eventually("it has a backend", () -> proxy.active() == 1);
    client.vanish();
  }

  @Test
  void whileItWaitsForABackend() {
    try (ScriptedClient a = proxy.client();
        ScriptedClient b = proxy.client()) {
      a.run("BEGIN; SELECT 1");
      b.run("BEGIN; SELECT 1");
      ScriptedClient waiting = proxy.client();
      waiting.sends(ScriptedClient.query("INSERT INTO t VALUES (1)"));
      ProxyFixture.eventually("it waits", () -> proxy.waiting() == 1);
      waiting.vanish();
      ProxyFixture.eventually("it waits no more", () -> proxy.waiting() == 0);
      a.run("COMMIT");
      b.run("COMMIT");
    }
  }

  @Test
  void aStatementThatCannotBeCancelledCostsItsConnectionOnly() throws SQLException {
    ScriptedClient client = proxy.client();
    client.sends(
        ScriptedClient.query(
            "DO $$ BEGIN LOOP BEGIN PERFORM pg_sleep(100); EXCEPTION WHEN query_canceled THEN NULL;"
                + " END; END LOOP; END $$"));
    ProxyFixture.eventually("it runs", () -> count("wait_event = 'PgSleep'").equals("1"));
    client.vanish();
    ProxyFixture.eventually("the lease is back", () -> proxy.active() == 0);
    proxy.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
  }

  private static String count(String condition) {
    try {
      return proxy.ask("SELECT count(*) FROM pg_stat_activity WHERE " + condition);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** Whatever they are doing at that moment. */
  @Test
  void clientsAtRandomMomentsUnderLoad() throws Exception {
    List<String> work =
        List.of(
            "Q:SELECT 1",
            "Q:BEGIN ~ Q:INSERT INTO t VALUES (1) ~ Q:SELECT pg_sleep(0.01) ~ Q:ROLLBACK",
            "P:s:SELECT $1::int & B::s:1 & E: & S ~ C:s & S",
            "Q:SET work_mem = '5MB' ~ Q:SELECT repeat('x', 10000) FROM generate_series(1, 100)",
            "Q:BEGIN ~ Q:COPY t FROM STDIN => 'G ~ d:1\tx\\n & c => 1 ~ Q:ROLLBACK",
            "Q:BEGIN ~ P::INSERT INTO t VALUES (1) & B:: & E: & H => 'C ~ S ~ Q:ROLLBACK",
            "Q:CREATE TEMP TABLE x(a int) ~ Q:DROP TABLE x",
            "Q:SELECT 1/0");
    Random random = new Random(7);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < TestScale.times(10); round++) {
        List<ScriptedClient> clients = new ArrayList<>();
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          ScriptedClient client = proxy.client();
          clients.add(client);
          int first = random.nextInt(work.size());
          running.add(
              threads.submit(() -> {
                for (int next = first; ; next++) {
                  new Conversation(work.get(next % work.size())).play(client, other -> {});
                }
              }));
        }
        for (ScriptedClient client : clients) {
          TimeUnit.MICROSECONDS.sleep(random.nextInt(5000));
          client.vanish();
        }
        for (Future<?> each : running) {
          assertThat(each).failsWithin(10, TimeUnit.SECONDS);
        }
      }
    }
  }
}
