package io.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.embedded.PostgresServer;
import io.penstock.pool.connect.BackendConnector;
import io.penstock.pool.connect.CancelSender;
import io.penstock.pool.connect.ConnectFailure;
import io.penstock.pool.connect.Endpoint;
import io.penstock.wire.Bytes;
import io.penstock.wire.backend.BackendKeyData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CancelIT {
  private final PostgresServer server = PostgresServer.shared();
  private final TestPools pools = TestPools.manual(server);
  private final CancelSender sender = new CancelSender(new BackendConnector(pools.transport));
  private final WirePool pool = pools.pool(new TestSettings());

  @AfterEach
  void everythingIsWhereItIsCounted() {
    pools.close();
  }

  /** What the callback was given. */
  private Optional<ConnectFailure> cancel(Endpoint endpoint, BackendKeyData key) {
    CompletableFuture<Optional<ConnectFailure>> done = new CompletableFuture<>();
    sender.send(
        pools.loop(1),
        endpoint,
        key,
        Duration.ofMillis(500),
        failure -> {
          assertThat(pools.loop(1).inEventLoop()).isTrue();
          done.complete(Optional.ofNullable(failure));
        });
    return done.orTimeout(10, TimeUnit.SECONDS).join();
  }

  private void awaitRunning(Backend backend) {
    TestPools.eventually(
        "the statement runs",
        () -> {
          try {
            return "active"
                .equals(
                    server.text(
                        "select state from pg_stat_activity where wait_event = 'PgSleep' and pid = "
                            + backend.processId()));
          } catch (SQLException e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void aCancelEndsTheStatementOfTheBackendWithThatKey() {
    Backend backend = pools.lease(pool, 0);
    TestSession session = new TestSession(backend);
    CompletableFuture<List<String>> running = session.start("select pg_sleep(60)");
    awaitRunning(backend);
    assertThat(cancel(backend.endpoint(), backend.key())).isEmpty();
    assertThat(running.orTimeout(10, TimeUnit.SECONDS).join()).containsExactly("ERROR 57014");
    assertThat(session.query("select 1")).containsExactly("1");
    pools.release(backend);
  }

  @Test
  void aWrongKeyCancelsNothing() {
    Backend backend = pools.lease(pool, 0);
    TestSession session = new TestSession(backend);
    CompletableFuture<List<String>> running = session.start("select pg_sleep(60)");
    awaitRunning(backend);
    byte[] wrong = backend.key().secretKey().toArray();
    wrong[0] ^= 1;
    assertThat(cancel(backend.endpoint(), new BackendKeyData(backend.processId(), Bytes.of(wrong))))
        .isEmpty();
    assertThat(running).isNotDone();
    assertThat(cancel(backend.endpoint(), backend.key())).isEmpty();
    assertThat(running.orTimeout(10, TimeUnit.SECONDS).join()).containsExactly("ERROR 57014");
    pools.release(backend);
  }

  @Test
  void aCancelThatDoesNotArriveIsReportedWithoutTheKey() {
    Backend backend = pools.lease(pool, 0);
    Optional<ConnectFailure> failure =
        cancel(Endpoint.plain("pg-x", "127.0.0.1", 1), backend.key());
    assertThat(failure).isPresent();
    assertThat(failure.get().message()).startsWith("cannot connect to node pg-x (127.0.0.1:1)");
    assertThat(backend.toString() + backend.key()).contains("4 bytes");
    pools.release(backend);
  }
}
