package io.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.embedded.PostgresServer;
import io.penstock.pool.connect.BackendCredentials;
import io.penstock.pool.connect.Endpoint;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Faults are real: servers are killed, sessions terminated. */
class PoolOutageIT {
  private static final PostgresServer SERVER = PostgresServer.builder().name("outage").start();

  private final TestPools pools = TestPools.automatic(SERVER);

  @AfterAll
  static void endServer() {
    SERVER.close();
  }

  @AfterEach
  void everythingIsWhereItIsCounted() {
    pools.close();
  }

  @Test
  void clientsAreRefusedWhileTheNodeIsDownAndServedWithinTwoSecondsOfItsReturn() {
    WirePool pool = pools.pool(new TestSettings());
    Backend backend = pools.lease(pool, 0);
    TestSession session = new TestSession(backend);
    SERVER.kill();
    assertThat(session.closed()).isTrue();
    TestWaiter waiter = pools.await(pool, 0);
    long began = System.nanoTime();
    LeaseRefusal refusal = waiter.refusal();
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .as("a short outage would have been waited for")
        .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
    assertThat(refusal.reason()).isEqualTo(RefusalReason.NODE_DOWN);
    assertThat(refusal.sqlState()).isEqualTo("57P03");
    assertThat(refusal.message())
        .startsWith("cannot connect to node pg-a (127.0.0.1:" + SERVER.port() + "): ")
        .contains("refused");
    assertThat(refusal.detail()).contains("attempts so far").contains("the next one is made in");
    began = System.nanoTime();
    assertThat(pools.await(pool, 1).refusal().reason()).isEqualTo(RefusalReason.NODE_DOWN);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));

    SERVER.start();
    pools.pools.reachable(pool.spec().endpoint());
    Backend fresh = pools.lease(pool, 1);
    assertThat(new TestSession(fresh).query("select 1")).containsExactly("1");
    pools.release(fresh);
  }

  @Test
  void whoCanBeServedElsewhereDoesNotWaitForANodeThatCannotBeConnectedTo() {
    WirePool pool = pools.pool(new TestSettings());
    pools.release(pools.lease(pool, 0));
    SERVER.kill();
    TestPools.eventually("lost", () -> pool.counts().total() == 0);
    TestWaiter patient = pools.await(pool, 0);
    TestWaiter impatient = pools.awaitHereOrElsewhere(pool, 0);
    assertThat(impatient.refusal().reason()).isEqualTo(RefusalReason.NODE_DOWN);
    assertThat(patient.waits()).isTrue();
    SERVER.start();
    pools.release(patient.backend());
  }

  @Test
  void whenTheNodeCountsAsDownWhoCanBeServedElsewhereIsToldAndNothingIdleIsKept() {
    WirePool pool = pools.pool(new TestSettings().size(2));
    Backend backend = pools.lease(pool, 0);
    TestSession session = new TestSession(backend);
    pools.release(pools.lease(pool, 0));
    pool.nodeLost();
    assertThat(session.nodeLost()).isTrue();
    TestPools.eventually("no idle one", () -> pool.counts().total() == 1);

    Backend other = pools.lease(pool, 0);
    TestWaiter patient = pools.await(pool, 0);
    TestWaiter impatient = pools.awaitHereOrElsewhere(pool, 0);
    pool.nodeLost();
    assertThat(impatient.refusal().reason()).isEqualTo(RefusalReason.NODE_DOWN);
    assertThat(patient.waits()).isTrue();
    pools.release(backend);
    pools.release(other);
    pools.release(patient.backend());
  }

  @Test
  void whoWaitsForANodeThatMayNotWriteAnyMoreIsSentAwayAtOnceAndNewcomersAreServed() {
    WirePool pool = pools.pool(new TestSettings().size(1));
    Backend leased = pools.lease(pool, 0);
    TestSession session = new TestSession(leased);
    TestWaiter waiter = pools.await(pool, 0);
    assertThat(waiter.waits()).isTrue();
    pool.fence();
    assertThat(waiter.refusal().reason()).isEqualTo(RefusalReason.NODE_DOWN);
    assertThat(waiter.refusal().message()).endsWith("is not the primary any more");
    assertThat(session.closed()).isTrue();
    // As a replica it may serve reads.
    pools.release(pools.lease(pool, 0));
  }

  @Test
  void waitersOutliveARestart() {
    WirePool pool = pools.pool(new TestSettings());
    pools.release(pools.lease(pool, 0));
    SERVER.kill();
    TestPools.eventually("lost", () -> pool.counts().total() == 0);
    TestWaiter waiter = pools.await(pool, 0);
    TestPools.eventually("an attempt failed", () -> pool.counts().opening() == 0);
    SERVER.start();
    pools.release(waiter.backend());
  }

  @Test
  void aTerminatedIdleBackendIsNotLeasedAgain() throws SQLException {
    WirePool pool = pools.pool(new TestSettings());
    Backend doomed = pools.lease(pool, 0);
    pools.release(doomed);
    SERVER.text("select pg_terminate_backend(" + doomed.processId() + ")");
    TestPools.eventually("evicted", () -> pool.counts().total() == 0);
    Backend fresh = pools.lease(pool, 0);
    assertThat(fresh.processId()).isNotEqualTo(doomed.processId());
    pools.release(fresh);
  }

  @Test
  void aTerminatedLeasedBackendIsReportedToItsHolder() throws SQLException {
    WirePool pool = pools.pool(new TestSettings());
    Backend backend = pools.lease(pool, 0);
    TestSession session = new TestSession(backend);
    SERVER.text("select pg_terminate_backend(" + backend.processId() + ")");
    assertThat(session.closed()).isTrue();
    pools.release(backend);
    assertThat(pool.counts().total()).isZero();
  }

  @Test
  void aDatabaseThatIsCreatedIsThereForTheNextClientHoweverOftenItWasMissed() throws SQLException {
    PoolSpec good = pools.spec(new TestSettings());
    WirePool pool =
        pools.pool(
            new PoolSpec(
                good.endpoint(),
                "soon",
                good.user(),
                BackendCredentials.NONE,
                good.settings(),
                good.caps()));
    for (int i = 0; i < 8; i++) {
      assertThat(pools.await(pool, i % 2).refusal().sqlState()).isEqualTo("3D000");
    }
    SERVER.execute("create database soon");
    pools.release(pools.await(pool, 0).backend());
  }

  @Test
  void aMissingDatabaseIsReportedInTheServersOwnWords() {
    PoolSpec good = pools.spec(new TestSettings());
    WirePool pool =
        pools.pool(
            new PoolSpec(
                good.endpoint(),
                "nowhere",
                good.user(),
                BackendCredentials.NONE,
                good.settings(),
                good.caps()));
    for (int i = 0; i < 3; i++) {
      LeaseRefusal refusal = pools.await(pool, 0).refusal();
      assertThat(refusal.reason()).isEqualTo(RefusalReason.LOGIN_REJECTED);
      assertThat(refusal.sqlState()).isEqualTo("3D000");
      assertThat(Objects.requireNonNull(refusal.serverError()).fields().message())
          .isEqualTo("database \"nowhere\" does not exist");
    }
    WirePool other = pools.pool(good);
    pools.release(pools.lease(other, 0));
  }

  @Test
  void aFullServerKeepsItsOwnErrorAndIsTriedAgain() throws SQLException {
    SERVER.execute("create role narrow login connection limit 1");
    PoolSpec spec = pools.spec(new TestSettings().size(2).maxWait(Duration.ofMillis(500)));
    PoolSpec narrow =
        new PoolSpec(
            spec.endpoint(),
            spec.database(),
            "narrow",
            BackendCredentials.NONE,
            spec.settings(),
            spec.caps());
    WirePool holder = pools.pool(narrow);
    WirePool other = pools.pool(narrow);
    Backend held = pools.lease(holder, 0);
    LeaseRefusal refusal = pools.await(other, 0).refusal();
    assertThat(refusal.sqlState()).isEqualTo("53300");
    assertThat(refusal.message()).contains("too many connections for role \"narrow\"");
    LeaseRefusal exhausted = pools.await(holder, 0).refusal();
    assertThat(exhausted.reason()).isEqualTo(RefusalReason.EXHAUSTED);
    assertThat(exhausted.detail()).contains("too many connections for role \"narrow\"");
    pools.evict(held);
    TestPools.eventually(
        "tried again",
        () -> {
          TestWaiter waiter = pools.await(other, 0);
          TestPools.eventually("answered", () -> !waiter.waits());
          return other.counts().active() == 1;
        });
  }

  @Test
  void aHangingServerIsGivenUpAfterTheConnectTimeout() {
    WirePool pool =
        pools.pool(
            new TestSettings()
                .connectTimeout(Duration.ofMillis(300))
                .maxWait(Duration.ofSeconds(1)));
    SERVER.pause();
    try {
      LeaseRefusal refusal = pools.await(pool, 0).refusal();
      assertThat(refusal.message()).contains("no answer within 300 ms while logging in");
      assertThat(refusal.sqlState()).isEqualTo("57P03");
    } finally {
      SERVER.resume();
    }
  }

  @Test
  void anUnknownHostIsNamed() {
    PoolSpec good = pools.spec(new TestSettings().maxWait(Duration.ofMillis(300)));
    WirePool pool =
        pools.pool(
            new PoolSpec(
                Endpoint.plain("pg-x", "no-such-host.invalid", 5432),
                "postgres",
                good.user(),
                BackendCredentials.NONE,
                good.settings(),
                good.caps()));
    assertThat(pools.await(pool, 0).refusal().message())
        .isEqualTo(
            "cannot connect to node pg-x (no-such-host.invalid:5432):"
                + " host name \"no-such-host.invalid\" is unknown");
  }

  @Test
  void aHostNameIsResolvedOffTheLoop() {
    PoolSpec good = pools.spec(new TestSettings());
    WirePool pool =
        pools.pool(
            new PoolSpec(
                Endpoint.plain("pg-a", "localhost", SERVER.port()),
                "postgres",
                good.user(),
                BackendCredentials.NONE,
                good.settings(),
                good.caps()));
    Backend backend = pools.lease(pool, 0);
    assertThat(List.of(backend.endpoint().host())).containsExactly("localhost");
    pools.release(backend);
  }
}
