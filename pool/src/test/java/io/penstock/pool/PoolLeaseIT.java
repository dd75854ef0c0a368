package io.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.channel.EventLoop;
import io.penstock.embedded.PostgresServer;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PoolLeaseIT {
  private final TestPools pools = TestPools.manual(PostgresServer.shared());

  @AfterEach
  void everythingIsWhereItIsCounted() {
    pools.close();
  }

  @Test
  void aReleasedBackendIsLeasedAgainAtOnceOnItsLoop() {
    WirePool pool = pools.pool(new TestSettings());
    assertThat(pools.tryLease(pool, 0)).isNull();
    Backend backend = pools.lease(pool, 0);
    assertThat(backend.eventLoop()).isSameAs(pools.loop(0));
    assertThat(backend.parameters().get("server_version")).isNotNull();
    assertThat(pool.lastParameters()).containsKey("server_encoding");
    assertThat(backend.processId()).isPositive();
    pools.release(backend);
    assertThat(pools.tryLease(pool, 0)).isSameAs(backend);
    assertThat(backend.leaseCount()).isEqualTo(2);
    pools.release(backend);
    assertThat(pool.counts()).isEqualTo(new PoolCounts(1, 0, 0, 0, 0, 1));
  }

  @Test
  void leaseAndReleaseAllocateNothing() {
    WirePool pool = pools.pool(new TestSettings().maxLifetime(Duration.ofHours(1)));
    pools.release(pools.lease(pool, 0));
    EventLoop loop = pools.loop(0);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long bytes =
          pools.<Long>on(
              loop,
              () -> {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 100_000; i++) {
                  pool.release(Objects.requireNonNull(pool.tryLease(loop, 5)));
                }
                return threads.getCurrentThreadAllocatedBytes() - before;
              });
      least = Math.min(least, bytes);
    }
    assertThat(least).as("bytes for 100,000 leases").isLessThan(100_000);
  }

  @Test
  void theLastReleasedIsLeasedFirst() {
    WirePool pool = pools.pool(new TestSettings());
    Backend first = pools.lease(pool, 0);
    Backend second = pools.lease(pool, 0);
    pools.release(first);
    pools.release(second);
    assertThat(pools.tryLease(pool, 0)).isSameAs(second);
    assertThat(pools.tryLease(pool, 0)).isSameAs(first);
    pools.release(second);
    pools.release(first);
  }

  @Test
  void theBackendThatASessionHadLastIsPreferredWhenItIsNextToTheTop() {
    WirePool pool = pools.pool(new TestSettings());
    Backend first = pools.lease(pool, 0);
    Backend second = pools.lease(pool, 0);
    pools.run(pools.loop(0), () -> first.lastSession(7));
    pools.release(first);
    pools.release(second);
    EventLoop loop = pools.loop(0);
    assertThat(pools.<Backend>on(loop, () -> pool.tryLease(loop, 7))).isSameAs(first);
    assertThat(pools.<Backend>on(loop, () -> pool.tryLease(loop, 7))).isSameAs(second);
    pools.release(first);
    pools.release(second);
  }

  @Test
  void waitersAreServedInTheOrderTheyCame() {
    WirePool pool = pools.pool(new TestSettings().size(1));
    Backend backend = pools.lease(pool, 0);
    List<TestWaiter> waiters = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      waiters.add(pools.await(pool, 0));
    }
    assertThat(pool.counts().waiting()).isEqualTo(5);
    for (int i = 0; i < 5; i++) {
      assertThat(pools.tryLease(pool, 0)).as("nobody overtakes").isNull();
      pools.release(backend);
      assertThat(waiters.get(i).backend()).isSameAs(backend);
      assertThat(waiters.stream().filter(TestWaiter::waits)).hasSize(4 - i);
    }
    pools.release(backend);
  }

  @Test
  void thousandsWhoGiveTheBackendBackAtOnceAreServedWithoutExhaustingTheStack() throws Exception {
    int waiters = 20_000;
    WirePool pool = pools.pool(new TestSettings().size(1));
    Backend backend = pools.lease(pool, 0);
    CountDownLatch served = new CountDownLatch(waiters);
    LeaseWaiter hasty =
        new LeaseWaiter() {
          @Override
          public void granted(Backend granted) {
            pool.release(granted);
            served.countDown();
          }

          @Override
          public void refused(LeaseRefusal refusal) {
            throw new AssertionError(refusal.toString());
          }
        };
    EventLoop loop = pools.loop(0);
    pools.run(
        loop,
        () -> {
          for (int i = 0; i < waiters; i++) {
            pool.await(loop, hasty);
          }
        });
    pools.release(backend);
    assertThat(served.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(pools.tryLease(pool, 0)).isSameAs(backend);
    pools.release(backend);
  }

  @Test
  void aWaiterThatFailsHarmsNobodyElse() {
    WirePool pool = pools.pool(new TestSettings().size(1));
    Backend backend = pools.lease(pool, 0);
    EventLoop loop = pools.loop(0);
    LeaseWaiter broken =
        new LeaseWaiter() {
          @Override
          public void granted(Backend granted) {
            throw new IllegalStateException("expected by a test");
          }

          @Override
          public void refused(LeaseRefusal refusal) {}
        };
    pools.run(loop, () -> pool.await(loop, broken));
    TestWaiter next = pools.await(pool, 0);
    pools.release(backend);
    assertThat(next.backend()).isNotSameAs(backend);
    pools.release(next.backend());
  }

  @Test
  void anAbandonedWaiterGetsNothing() {
    WirePool pool = pools.pool(new TestSettings().size(1));
    Backend backend = pools.lease(pool, 0);
    TestWaiter gone = pools.await(pool, 0);
    TestWaiter next = pools.await(pool, 0);
    EventLoop loop = pools.loop(0);
    assertThat(pools.<Boolean>on(loop, () -> pool.abandon(loop, gone))).isTrue();
    assertThat(pools.<Boolean>on(loop, () -> pool.abandon(loop, gone))).isFalse();
    pools.release(backend);
    assertThat(next.backend()).isSameAs(backend);
    assertThat(gone.waits()).isTrue();
    pools.release(backend);
  }

  @Test
  void thousandsOfLeasesOnTwoLoopsNeverExceedTheSize() throws Exception {
    int size = 5;
    int sessions = 60;
    int leasesEach = 200;
    WirePool pool = pools.pool(new TestSettings().size(size));
    AtomicInteger inUse = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch finished = new CountDownLatch(sessions);
    for (int i = 0; i < sessions; i++) {
      EventLoop loop = pools.loop(i % 2);
      loop.execute(new Churn(pool, loop, leasesEach, inUse, most, finished)::next);
    }
    assertThat(finished.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(most.get()).isBetween(2, size);
    assertThat(pool.counts().total()).isBetween(1, size);
    assertThat(pool.counts().active()).isZero();
  }

  /** A session that leases, holds the backend for a turn of its loop, and releases, again. */
  private static final class Churn implements LeaseWaiter {
    private final WirePool pool;
    private final EventLoop loop;
    private final AtomicInteger inUse;
    private final AtomicInteger most;
    private final CountDownLatch finished;
    private int left;

    Churn(
        WirePool pool,
        EventLoop loop,
        int left,
        AtomicInteger inUse,
        AtomicInteger most,
        CountDownLatch finished) {
      this.pool = pool;
      this.loop = loop;
      this.left = left;
      this.inUse = inUse;
      this.most = most;
      this.finished = finished;
    }

    void next() {
      Backend backend = pool.tryLease(loop);
      if (backend == null) {
        pool.await(loop, this);
      } else {
        granted(backend);
      }
    }

    @Override
    public void granted(Backend backend) {
      most.accumulateAndGet(inUse.incrementAndGet(), Math::max);
      assertThat(backend.eventLoop()).isSameAs(loop);
      loop.execute(() -> {
        inUse.decrementAndGet();
        pool.release(backend);
        if (--left > 0) {
          next();
        } else {
          finished.countDown();
        }
      });
    }

    @Override
    public void refused(LeaseRefusal refusal) {
      throw new AssertionError(refusal.toString());
    }
  }

  @Test
  void anIdleBackendMovesToTheLoopThatNeedsIt() {
    WirePool pool = pools.pool(new TestSettings().size(1));
    Backend backend = pools.lease(pool, 0);
    int process = backend.processId();
    pools.release(backend);
    Backend moved = pools.lease(pool, 1);
    assertThat(moved).isSameAs(backend);
    assertThat(moved.eventLoop()).isSameAs(pools.loop(1));
    assertThat(new TestSession(moved).query("select pg_backend_pid()"))
        .containsExactly("" + process);
    pools.release(moved);
    Backend back = pools.lease(pool, 0);
    assertThat(new TestSession(back).query("select pg_backend_pid()"))
        .containsExactly("" + process);
    pools.release(back);
  }

  @Test
  void aReleasedBackendGoesToTheLoopThatWaitsClearlyLonger() {
    WirePool pool = pools.pool(new TestSettings().size(1));
    Backend backend = pools.lease(pool, 0);
    TestWaiter patient = pools.await(pool, 1);
    pools.clock.advance(Duration.ofMillis(100));
    TestWaiter late = pools.await(pool, 0);
    pools.clock.advance(Duration.ofMillis(1));
    pools.release(backend);
    assertThat(patient.backend()).isSameAs(backend);
    assertThat(late.waits()).isTrue();
    pools.release(backend);
    assertThat(late.backend()).isSameAs(backend);
    pools.release(backend);
  }

  @Test
  void aPausedPoolGrantsNothingAndClosesItsBackendsUntilItResumes() {
    WirePool pool = pools.pool(new TestSettings());
    Backend idle = pools.lease(pool, 0);
    Backend busy = pools.lease(pool, 1);
    pools.release(idle);
    CompletableFuture<Void> paused = pool.pause();
    TestWaiter waiter = pools.await(pool, 0);
    TestPools.eventually("idle one closed", () -> pool.counts().total() == 1);
    assertThat(paused).isNotDone();
    assertThat(pools.tryLease(pool, 0)).isNull();
    pools.release(busy);
    paused.orTimeout(10, TimeUnit.SECONDS).join();
    assertThat(waiter.waits()).isTrue();
    pool.resume();
    pools.release(waiter.backend());
  }

  @Test
  void aDrainedPoolRefusesAndEndsWhenTheLastBackendIsReleased() {
    WirePool pool = pools.pool(new TestSettings().size(1));
    Backend busy = pools.lease(pool, 0);
    TestWaiter waiting = pools.await(pool, 0);
    CompletableFuture<Void> drained = pool.drain();
    assertThat(waiting.refusal().reason()).isEqualTo(RefusalReason.CLOSED);
    assertThat(pools.await(pool, 1).refusal().sqlState()).isEqualTo("57P03");
    assertThat(drained).isNotDone();
    pools.release(busy);
    drained.orTimeout(10, TimeUnit.SECONDS).join();
    assertThat(pool.counts().total()).isZero();
  }

  @Test
  void reconnectReplacesIdleBackendsNowAndLeasedOnesOnRelease() {
    WirePool pool = pools.pool(new TestSettings());
    Backend idle = pools.lease(pool, 0);
    Backend busy = pools.lease(pool, 0);
    pools.release(idle);
    pool.reconnect();
    TestPools.eventually("idle one closed", () -> pool.counts().total() == 1);
    pools.release(busy);
    TestPools.eventually("other one closed", () -> pool.counts().total() == 0);
    Backend fresh = pools.lease(pool, 0);
    assertThat(fresh.id()).isGreaterThan(busy.id());
    pools.release(fresh);
  }

  @Test
  void closingTellsWhoeverHoldsALease() {
    WirePool pool = pools.pool(new TestSettings());
    Backend backend = pools.lease(pool, 0);
    TestSession session = new TestSession(backend);
    pool.close().orTimeout(10, TimeUnit.SECONDS).join();
    assertThat(session.closed()).isTrue();
    pools.release(backend);
    pools.evict(backend);
    assertThat(pool.counts().total()).isZero();
  }

  @Test
  void anEvictedBackendIsNeverSeenAgain() {
    WirePool pool = pools.pool(new TestSettings().size(1));
    Backend dirty = pools.lease(pool, 0);
    TestWaiter waiter = pools.await(pool, 1);
    pools.evict(dirty);
    Backend clean = waiter.backend();
    assertThat(clean).isNotSameAs(dirty);
    assertThat(clean.eventLoop()).isSameAs(pools.loop(1));
    pools.release(clean);
  }

  @Test
  void aSmallerPoolClosesWhatIsTooMuch() {
    WirePool pool = pools.pool(new TestSettings().size(4));
    ArrayDeque<Backend> leased = new ArrayDeque<>();
    for (int i = 0; i < 4; i++) {
      leased.add(pools.lease(pool, i % 2));
    }
    pool.resize(new TestSettings().size(2).build());
    while (!leased.isEmpty()) {
      pools.release(leased.remove());
    }
    TestPools.eventually("two left", () -> pool.counts().total() == 2);
    pool.resize(new TestSettings().size(3).build());
    for (int i = 0; i < 3; i++) {
      leased.add(pools.lease(pool, 0));
    }
    leased.forEach(pools::release);
  }
}
