package io.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.embedded.PostgresServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PoolLimitsIT {
  private final TestPools pools = TestPools.manual(PostgresServer.shared());

  @AfterEach
  void everythingIsWhereItIsCounted() {
    pools.close();
  }

  @Test
  void whoWaitsForMaxWaitIsToldWhatIsExhaustedAndWhatToDo() {
    WirePool pool =
        pools.pool(
            new TestSettings()
                .size(1)
                .reserve(1, Duration.ofHours(1))
                .maxWait(Duration.ofSeconds(3)));
    Backend backend = pools.lease(pool, 0);
    TestWaiter waiter = pools.await(pool, 1);
    pools.pass(Duration.ofMillis(2999));
    assertThat(waiter.waits()).isTrue();
    pools.pass(Duration.ofMillis(1));
    LeaseRefusal refusal = waiter.refusal();
    assertThat(refusal.reason()).isEqualTo(RefusalReason.EXHAUSTED);
    assertThat(refusal.sqlState()).isEqualTo("53300");
    assertThat(refusal.message())
        .isEqualTo("no backend of pool " + pool.key() + " became free within 3.0 s");
    assertThat(refusal.detail())
        .isEqualTo(
            "1 of 2 backends (size 1, reserve 1) are in use, 0 are being opened,"
                + " 1 clients wait.");
    assertThat(refusal.hint()).contains("pool.size").contains("pool.max-wait");
    pools.release(backend);
  }

  @Test
  void theReserveIsUsedOnceSomebodyHasWaitedAndGivenBackWhenItRests() {
    WirePool pool = pools.pool(new TestSettings().size(1).reserve(1, Duration.ofSeconds(2)));
    Backend first = pools.lease(pool, 0);
    TestWaiter waiter = pools.await(pool, 0);
    TestWaiter tooMany = pools.await(pool, 0);
    pools.pass(Duration.ofMillis(1999));
    assertThat(pool.counts().total()).isEqualTo(1);
    pools.pass(Duration.ofMillis(1));
    Backend second = waiter.backend();
    pools.tick();
    assertThat(tooMany.waits()).isTrue();
    assertThat(pool.counts().total()).isEqualTo(2);
    pools.release(second);
    assertThat(tooMany.backend()).isSameAs(second);
    pools.release(second);
    pools.pass(Duration.ofMillis(1999));
    assertThat(pool.counts().total()).isEqualTo(2);
    pools.pass(Duration.ofMillis(1));
    TestPools.eventually("reserve closed", () -> pool.counts().total() == 1);
    pools.release(first);
  }

  @Test
  void whatIsIdleForTooLongIsClosedDownToMinIdle() {
    WirePool pool = pools.pool(new TestSettings().minIdle(1).idleTimeout(Duration.ofMinutes(10)));
    List<Backend> leased = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      leased.add(pools.lease(pool, 0));
    }
    leased.forEach(pools::release);
    pools.pass(Duration.ofSeconds(599));
    assertThat(pool.counts().total()).isEqualTo(3);
    pools.pass(Duration.ofSeconds(1));
    TestPools.eventually("one is kept", () -> pool.counts().total() == 1);
    assertThat(pools.tryLease(pool, 0)).isSameAs(leased.get(2));
    pools.release(leased.get(2));
  }

  @Test
  void minIdleIsOpenedBeforeAnybodyAsksAndSpreadOverTheLoops() {
    WirePool pool = pools.pool(new TestSettings().size(4).minIdle(3));
    pools.tick();
    TestPools.eventually("three warm", () -> pool.counts().idle() == 3);
    pools.tick();
    List<Backend> warm = new ArrayList<>();
    for (int loop : new int[] {0, 0, 1}) {
      warm.add(Objects.requireNonNull(pools.tryLease(pool, loop)));
    }
    assertThat(warm).doesNotHaveDuplicates();
    warm.forEach(pools::release);
    assertThat(pool.counts().total()).isEqualTo(3);
  }

  @Test
  void anOldBackendIsRetiredWhenIdleOrAtItsReleaseNeverWhileLeased() {
    WirePool pool = pools.pool(new TestSettings().maxLifetime(Duration.ofHours(1)));
    Backend idle = pools.lease(pool, 0);
    Backend busy = pools.lease(pool, 1);
    pools.release(idle);
    pools.pass(Duration.ofMinutes(53));
    assertThat(pool.counts().total()).isEqualTo(2);
    pools.pass(Duration.ofMinutes(14));
    TestPools.eventually("idle one retired", () -> pool.counts().total() == 1);
    assertThat(new TestSession(busy).query("select 1")).containsExactly("1");
    pools.release(busy);
    TestPools.eventually("other one retired", () -> pool.counts().total() == 0);
  }

  @Test
  void lifetimesDifferSoThatBackendsDoNotAllRetireAtOnce() {
    WirePool pool = pools.pool(new TestSettings().size(20).maxLifetime(Duration.ofHours(1)));
    List<Backend> leased = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      leased.add(pools.lease(pool, 0));
    }
    leased.forEach(pools::release);
    pools.pass(Duration.ofMinutes(60));
    TestPools.eventually("closed", () -> pool.counts().total() == pool.counts().idle());
    assertThat(pool.counts().total()).isBetween(1, 19);
  }

  @Test
  void noMoreThanMaxConnectsInFlightAreOpenedAtOnce() {
    WirePool pool = pools.pool(new TestSettings().size(8).maxConnectsInFlight(1));
    List<TestWaiter> waiters = new ArrayList<>();
    List<Integer> opening = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      waiters.add(pools.await(pool, i % 2));
      opening.add(pool.counts().opening());
    }
    assertThat(opening).allMatch(count -> count <= 1);
    waiters.forEach(waiter -> pools.release(waiter.backend()));
  }

  @Test
  void poolsOfOneNodeStayUnderItsCapAndGiveUpIdleBackendsForEachOther() {
    TestSettings settings = new TestSettings().size(2);
    PoolSpec spec = capped(settings, new PoolSpec.Caps(2, 0));
    WirePool rich = pools.pool(spec);
    WirePool poor = pools.pool(spec);
    Backend first = pools.lease(rich, 0);
    Backend second = pools.lease(rich, 0);
    TestWaiter waiter = pools.await(poor, 1);
    pools.tick();
    assertThat(waiter.waits()).isTrue();
    assertThat(rich.counts().total() + poor.counts().total()).isEqualTo(2);
    pools.clock.advance(Duration.ofMillis(10));
    pools.release(first);
    Backend granted = waiter.backend();
    TestPools.eventually("room was made", () -> rich.counts().total() == 1);
    pools.release(second);
    pools.release(granted);
    TestWaiter another = pools.await(poor, 1);
    pools.release(another.backend());
  }

  @Test
  void aCapThatIsReachedIsNamedInTheRefusal() {
    TestSettings settings = new TestSettings().size(2).maxWait(Duration.ofSeconds(1));
    WirePool rich = pools.pool(capped(settings, new PoolSpec.Caps(0, 1)));
    WirePool poor = pools.pool(capped(settings, new PoolSpec.Caps(0, 1)));
    Backend backend = pools.lease(rich, 0);
    TestWaiter waiter = pools.await(poor, 0);
    pools.pass(Duration.ofSeconds(1));
    assertThat(waiter.refusal().hint()).contains("max-connections of the node or of the user");
    pools.release(backend);
  }

  private PoolSpec capped(TestSettings settings, PoolSpec.Caps caps) {
    PoolSpec spec = pools.spec(settings);
    return new PoolSpec(
        spec.endpoint(), spec.database(), spec.user(), spec.credentials(), spec.settings(), caps);
  }
}
