package io.penstock.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.proxy.TestScale;
import io.penstock.proxy.server.ProxyFixture;
import io.penstock.proxy.server.ScriptedClient;
import io.penstock.wire.Bytes;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A cancel stops the statement it was meant for, or nothing. */
class CancelIT {
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

  private static void awaitSleep() {
    ProxyFixture.eventually(
        "it sleeps",
        () -> {
          try {
            return proxy
                .ask(
                    "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname"
                        + " = current_database()")
                .equals("1");
          } catch (SQLException e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void aRunningStatementIsCancelled() {
    try (ScriptedClient client = proxy.client()) {
      client.sends(ScriptedClient.query("SELECT pg_sleep(100)"));
      awaitSleep();
      client.cancel();
      assertThat(client.untilReady()).endsWith("E(57014) Z(I)");
      assertThat(client.run("SELECT 1")).contains("D(1)");
    }
  }

  @Test
  void inATransactionTheTransactionFails() {
    try (ScriptedClient client = proxy.client()) {
      client.run("BEGIN");
      client.sends(ScriptedClient.query("SELECT pg_sleep(100)"));
      awaitSleep();
      client.cancel();
      assertThat(client.untilReady()).endsWith("E(57014) Z(E)");
      assertThat(client.run("COMMIT")).isEqualTo("C(ROLLBACK) Z(I)");
    }
  }

  @Test
  void aPipelineIsCancelledAtTheStatementThatRuns() {
    try (ScriptedClient client = proxy.client()) {
      client.sends(
          ScriptedClient.query("SELECT 1"),
          ScriptedClient.query("SELECT pg_sleep(100)"),
          ScriptedClient.query("SELECT 3"));
      awaitSleep();
      client.cancel();
      assertThat(client.untilReady(3))
          .startsWith("T(1) D(1) C(SELECT 1) Z(I)")
          .contains("E(57014) Z(I)")
          .endsWith("T(1) D(3) C(SELECT 1) Z(I)");
    }
  }

  @Test
  void anIdleSessionDoesNotNotice() {
    try (ScriptedClient client = proxy.client()) {
      client.cancel();
      assertThat(client.run("SELECT 1")).isEqualTo("T(1) D(1) C(SELECT 1) Z(I)");
      client.run("BEGIN");
      client.run("SELECT 1");
      client.cancel();
      assertThat(client.run("SELECT 1")).isEqualTo("T(1) D(1) C(SELECT 1) Z(T)");
      client.run("COMMIT");
    }
  }

  @Test
  void aWrongKeyDoesNothing() {
    try (ScriptedClient client = proxy.client()) {
      client.sends(ScriptedClient.query("SELECT pg_sleep(0.5)"));
      awaitSleep();
      byte[] wrong = client.key().secretKey().toArray();
      wrong[0] ^= 1;
      ScriptedClient.cancel(proxy.port(), client.key().processId(), Bytes.of(wrong));
      ScriptedClient.cancel(proxy.port(), client.key().processId() + 1, client.key().secretKey());
      ScriptedClient.cancel(proxy.port(), client.key().processId(), Bytes.of(new byte[256]));
      assertThat(client.untilReady()).contains("C(SELECT 1)");
    }
  }

  @Test
  void theKeyOfASessionThatEndedIsWorthNothing() {
    ScriptedClient gone = proxy.client();
    gone.run("SELECT 1");
    gone.close();
    ProxyFixture.eventually("it is gone", () -> proxy.sessions() == 0);
    try (ScriptedClient client = proxy.client()) {
      client.sends(ScriptedClient.query("SELECT pg_sleep(0.3)"));
      awaitSleep();
      ScriptedClient.cancel(proxy.port(), gone.key().processId(), gone.key().secretKey());
      assertThat(client.untilReady()).contains("C(SELECT 1)");
    }
  }

  @Test
  void aClientThatWaitsIsTakenOutOfTheQueue() {
    try (ScriptedClient a = proxy.client();
        ScriptedClient b = proxy.client();
        ScriptedClient waiting = proxy.client()) {
      a.run("BEGIN; SELECT 1");
      b.run("BEGIN; SELECT 1");
      waiting.sends(ScriptedClient.query("SELECT 'waited'"));
      ProxyFixture.eventually("it waits", () -> proxy.waiting() == 1);
      waiting.cancel();
      assertThat(waiting.untilReady()).isEqualTo("E(57014) Z(I)");
      waiting.sends(
          ScriptedClient.parse("", "SELECT 1"),
          ScriptedClient.bind("", ""),
          ScriptedClient.execute(""),
          ScriptedClient.sync());
      ProxyFixture.eventually("it waits", () -> proxy.waiting() == 1);
      waiting.cancel();
      assertThat(waiting.untilReady()).isEqualTo("E(57014) Z(I)");
      a.run("COMMIT");
      b.run("COMMIT");
      assertThat(waiting.run("SELECT 1")).contains("D(1)");
    }
  }

  /** Eight clients on two backends; four of them cancel at random moments, four never. */
  @Test
  void cancelsAtRandomMomentsNeverHitAnotherClient() throws Exception {
    int cancels = TestScale.times(2000);
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger hit = new AtomicInteger();
    AtomicInteger finished = new AtomicInteger();
    List<ScriptedClient> cancelling = new ArrayList<>();
    List<Future<?>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CountDownLatch ready = new CountDownLatch(8);
      for (int i = 0; i < 8; i++) {
        boolean mayBeCancelled = i % 2 == 0;
        ScriptedClient client = proxy.client();
        if (mayBeCancelled) {
          cancelling.add(client);
        }
        running.add(
            threads.submit(() -> {
              ready.countDown();
              for (int n = 0; !over.get(); n++) {
                String answer =
                    n % 3 == 0
                        ? client.run("SELECT pg_sleep(0.001)")
                        : client.runExtended("SELECT 1");
                if (answer.contains("E(57014)")) {
                  assertThat(mayBeCancelled).as("only who cancels is cancelled").isTrue();
                  hit.incrementAndGet();
                } else {
                  assertThat(answer).endsWith("C(SELECT 1) Z(I)");
                  finished.incrementAndGet();
                }
              }
              client.close();
              return null;
            }));
      }
      assertThat(ready.await(10, TimeUnit.SECONDS)).isTrue();
      Random random = new Random(11);
      List<Future<?>> sent = new ArrayList<>();
      for (int i = 0; i < cancels; i++) {
        ScriptedClient client = cancelling.get(random.nextInt(cancelling.size()));
        sent.add(threads.submit(() -> client.cancel()));
        if (sent.size() == 4) {
          for (Future<?> each : sent) {
            each.get(10, TimeUnit.SECONDS);
          }
          sent.clear();
        }
      }
      over.set(true);
      for (Future<?> each : running) {
        each.get(10, TimeUnit.SECONDS);
      }
    }
    assertThat(hit.get()).isPositive();
    assertThat(finished.get()).isPositive();
  }
}
