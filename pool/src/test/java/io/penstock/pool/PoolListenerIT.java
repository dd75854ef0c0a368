package io.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.SingleThreadEventExecutor;
import io.penstock.embedded.PostgresServer;
import io.penstock.pool.connect.Endpoint;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PoolListenerIT {
  private final TestPools pools = TestPools.telling(PostgresServer.shared());

  @AfterEach
  void everythingIsWhereItIsCounted() {
    pools.close();
  }

  @Test
  void theListenerIsToldOfALife() {
    WirePool pool = pools.pool(new TestSettings().size(1).maxWait(Duration.ofSeconds(1)));
    Backend backend = pools.lease(pool, 0);
    TestWaiter other = pools.await(pool, 0);
    pools.pass(Duration.ofSeconds(1));
    assertThat(other.refusal().reason()).isEqualTo(RefusalReason.EXHAUSTED);
    TestWaiter elsewhere = pools.await(pool, 1);
    pools.clock.advance(Duration.ofMillis(20));
    pools.release(backend);
    pools.evict(elsewhere.backend());
    assertThat(pools.told)
        .containsExactly(
            "connected",
            "leased after 0 ms",
            "refused EXHAUSTED after 1000 ms",
            "moved",
            "leased after 20 ms",
            "evicted SESSION_STATE");
  }

  @Test
  void theListenerIsToldOfFailuresAndAnUnreachableNodeIsNotTriedWithoutPause() {
    PoolSpec spec = pools.spec(new TestSettings().maxWait(Duration.ofMillis(500)));
    WirePool pool =
        pools.pool(
            new PoolSpec(
                Endpoint.plain("pg-x", "127.0.0.1", 1),
                spec.database(),
                spec.user(),
                spec.credentials(),
                spec.settings(),
                spec.caps()));
    TestWaiter waiter = pools.await(pool, 0);
    TestPools.eventually("tried", () -> pools.told.size() == 1);
    for (int i = 0; i < 100; i++) {
      pools.tick();
    }
    assertThat(pools.told).containsExactly("connect failed UNREACHABLE");
    pools.pass(Duration.ofMillis(121));
    TestPools.eventually("tried again", () -> pools.told.size() == 2);
    TestPools.eventually("failed again", () -> pool.counts().opening() == 0);
    pools.pass(Duration.ofMillis(379));
    LeaseRefusal refusal = waiter.refusal();
    assertThat(refusal.reason()).isEqualTo(RefusalReason.NODE_DOWN);
    assertThat(refusal.detail()).contains("Failing for 500 ms");
  }

  @Test
  void poolsWithoutRoomDoNotKeepTheLoopsBusyByWakingEachOther() {
    PoolSpec spec = pools.spec(new TestSettings().size(2));
    PoolSpec capped =
        new PoolSpec(
            spec.endpoint(),
            spec.database(),
            spec.user(),
            spec.credentials(),
            spec.settings(),
            new PoolSpec.Caps(5, 1));
    WirePool holder = pools.pool(capped);
    WirePool first = pools.pool(capped);
    WirePool second = pools.pool(capped);
    Backend held = pools.lease(holder, 0);
    TestWaiter waiter = pools.await(first, 0);
    TestWaiter other = pools.await(second, 1);
    pools.tick();
    // Nothing is left to do: whatever the waiters set off has run by now.
    for (int loop = 0; loop < 2; loop++) {
      int index = loop;
      int tasks =
          pools.<Integer>on(
              pools.loop(loop),
              () -> ((SingleThreadEventExecutor) pools.loop(index)).pendingTasks());
      assertThat(tasks).isZero();
    }
    pools.clock.advance(Duration.ofMillis(10));
    pools.evict(held);
    TestPools.eventually("one of them is served", () -> waiter.waits() != other.waits());
    TestWaiter lucky = waiter.waits() ? other : waiter;
    TestWaiter unlucky = lucky == waiter ? other : waiter;
    pools.clock.advance(Duration.ofMillis(10));
    pools.tick();
    pools.release(lucky.backend());
    pools.release(unlucky.backend());
  }
}
