package io.penstock.pool;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringSocketChannel;
import io.penstock.embedded.PostgresServer;
import io.penstock.pool.connect.BackendConnector;
import io.penstock.pool.connect.BackendCredentials;
import io.penstock.pool.connect.BackendTransport;
import io.penstock.pool.connect.ConnectFailure;
import io.penstock.pool.connect.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Pools on two event loops, and what a test does with them from its own thread. */
final class TestPools implements AutoCloseable {
  private static final AtomicInteger NAMES = new AtomicInteger();

  final BackendTransport transport;
  final WirePools pools;
  final TestClock clock = new TestClock();
  final PostgresServer server;

  /** What the listeners of all pools were told, in words. */
  final List<String> told = new CopyOnWriteArrayList<>();

  private enum Kind {
    /** Time passes only by {@link #pass}. */
    MANUAL,
    /** As manual, and the listeners' words are kept. */
    TELLING,
    AUTOMATIC
  }

  private TestPools(PostgresServer server, BackendTransport transport, Kind kind) {
    this.server = server;
    this.transport = transport;
    BackendConnector connector = new BackendConnector(transport);
    this.pools =
        switch (kind) {
          case MANUAL -> WirePools.manual(transport, connector, key -> PoolListener.NONE, clock);
          case TELLING ->
              WirePools.manual(transport, connector, key -> new TellingListener(), clock);
          case AUTOMATIC -> WirePools.start(transport, connector, key -> PoolListener.NONE);
        };
  }

  static TestPools manual(PostgresServer server) {
    return manual(server, epoll());
  }

  static TestPools manual(PostgresServer server, BackendTransport transport) {
    return new TestPools(server, transport, Kind.MANUAL);
  }

  static TestPools telling(PostgresServer server) {
    return new TestPools(server, epoll(), Kind.TELLING);
  }

  static TestPools automatic(PostgresServer server) {
    return new TestPools(server, epoll(), Kind.AUTOMATIC);
  }

  /** NIO where there is no io_uring. */
  static BackendTransport ioUring() {
    return IoUring.isAvailable()
        ? new BackendTransport(
            new MultiThreadIoEventLoopGroup(2, IoUringIoHandler.newFactory()),
            IoUringSocketChannel.class)
        : BackendTransport.nio(2);
  }

  /** NIO where there is no epoll. */
  static BackendTransport epoll() {
    return Epoll.isAvailable()
        ? new BackendTransport(
            new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory()),
            EpollSocketChannel.class)
        : BackendTransport.nio(2);
  }

  private final class TellingListener implements PoolListener {
    @Override
    public void connected(long nanos) {
      told.add("connected");
    }

    @Override
    public void connectFailed(ConnectFailure failure) {
      told.add("connect failed " + failure.reason());
    }

    @Override
    public void leased(long waitNanos) {
      told.add("leased after " + waitNanos / 1_000_000 + " ms");
    }

    @Override
    public void refused(RefusalReason reason, long waitNanos) {
      told.add("refused " + reason + " after " + waitNanos / 1_000_000 + " ms");
    }

    @Override
    public void evicted(EvictReason reason) {
      told.add("evicted " + reason);
    }

    @Override
    public void moved() {
      told.add("moved");
    }
  }

  WirePool pool(TestSettings settings) {
    return pool(spec(settings));
  }

  WirePool pool(PoolSpec spec) {
    return pools.pool(
        new PoolKey("db" + NAMES.incrementAndGet(), spec.endpoint().node(), spec.user()),
        () -> spec);
  }

  PoolSpec spec(TestSettings settings) {
    return new PoolSpec(
        Endpoint.plain("pg-a", server.host(), server.port()),
        "postgres",
        server.superuser(),
        BackendCredentials.NONE,
        settings.build(),
        PoolSpec.Caps.NONE);
  }

  EventLoop loop(int index) {
    return transport.loops().get(index);
  }

  /** Runs on a loop and waits for the outcome. */
  <T extends @Nullable Object> T on(EventLoop loop, Callable<T> action) {
    try {
      return loop.submit(action).get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  void run(EventLoop loop, Runnable action) {
    on(
        loop,
        () -> {
          action.run();
          return true;
        });
  }

  TestWaiter await(WirePool pool, int loop) {
    TestWaiter waiter = new TestWaiter();
    run(loop(loop), () -> pool.await(loop(loop), waiter));
    return waiter;
  }

  /** The same for one whom another pool could serve as well. */
  TestWaiter awaitHereOrElsewhere(WirePool pool, int loop) {
    TestWaiter waiter = new TestWaiter(true);
    run(loop(loop), () -> pool.await(loop(loop), waiter));
    return waiter;
  }

  Backend lease(WirePool pool, int loop) {
    return await(pool, loop).backend();
  }

  @Nullable Backend tryLease(WirePool pool, int loop) {
    return on(loop(loop), () -> pool.tryLease(loop(loop)));
  }

  void release(Backend backend) {
    run(backend.eventLoop(), () -> backend.pool().release(backend));
  }

  void evict(Backend backend) {
    run(backend.eventLoop(), () -> backend.pool().evict(backend, EvictReason.SESSION_STATE));
  }

  /** So much time passes, and every loop does what is due. */
  void pass(Duration duration) {
    clock.advance(duration);
    tick();
  }

  void tick() {
    pools.tick().orTimeout(10, TimeUnit.SECONDS).join();
  }

  /** Waits until something is so, for up to ten seconds. */
  static void eventually(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within 10 s: " + what);
      }
      Thread.onSpinWait();
    }
  }

  /** Waits until nothing is on its way, and checks that everything is where it is counted. */
  void verify() {
    for (WirePool pool : pools.all()) {
      eventually(
          "pool at rest: " + pool.counts(),
          () -> {
            PoolCounts counts = pool.counts();
            return counts.opening() == 0 && counts.total() == counts.idle() + counts.active();
          });
      pool.verify();
    }
  }

  @Override
  public void close() {
    verify();
    pools.closeAll().orTimeout(10, TimeUnit.SECONDS).join();
    for (WirePool pool : pools.all()) {
      if (pool.counts().total() != 0) {
        throw new AssertionError("left open: " + pool.counts());
      }
    }
    transport.group().shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
