package io.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import io.penstock.config.TlsConfig;
import io.penstock.config.TlsMode;
import io.penstock.embedded.PostgresServer;
import io.penstock.pool.connect.BackendTls;
import io.penstock.pool.connect.BackendTransport;
import io.penstock.pool.connect.Endpoint;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MoveIT {
  private static final PostgresServer ENCRYPTED =
      PostgresServer.builder()
          .name("moving")
          .tls(fixture("server.crt"), fixture("server.key"))
          .start();

  @AfterAll
  static void endServer() {
    ENCRYPTED.close();
  }

  private static Path fixture(String name) {
    try {
      return Path.of(Objects.requireNonNull(MoveIT.class.getResource("/tls/" + name)).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  enum Kind {
    IO_URING,
    EPOLL,
    NIO,
    IO_URING_TLS,
    EPOLL_TLS,
    NIO_TLS;

    boolean tls() {
      return name().endsWith("_TLS");
    }

    TestPools pools() {
      return TestPools.manual(
          ENCRYPTED,
          switch (this) {
            case IO_URING, IO_URING_TLS -> TestPools.ioUring();
            case EPOLL, EPOLL_TLS -> TestPools.epoll();
            case NIO, NIO_TLS -> BackendTransport.nio(2);
          });
    }
  }

  private static WirePool pool(TestPools pools, Kind kind, int size) throws SSLException {
    PoolSpec plain = pools.spec(new TestSettings().size(size));
    TlsConfig tls =
        new TlsConfig(kind.tls() ? TlsMode.REQUIRE : TlsMode.DISABLE, null, null, null, null);
    return pools.pool(
        new PoolSpec(
            new Endpoint("pg-a", ENCRYPTED.host(), ENCRYPTED.port(), BackendTls.of(tls)),
            plain.database(),
            plain.user(),
            plain.credentials(),
            plain.settings(),
            plain.caps()));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aBackendWorksOnEveryLoopItMovesTo(Kind kind) throws Exception {
    try (TestPools pools = kind.pools()) {
      WirePool pool = pool(pools, kind, 1);
      long id = 0;
      for (int i = 0; i < 50; i++) {
        Backend backend = pools.lease(pool, i % 2);
        assertThat(backend.id()).isEqualTo(id == 0 ? backend.id() : id);
        id = backend.id();
        assertThat(backend.eventLoop()).isSameAs(pools.loop(i % 2));
        assertThat(backend.channel().pipeline().get(SslHandler.class) != null)
            .isEqualTo(kind.tls());
        assertThat(new TestSession(backend).query("select repeat('x', 100000)"))
            .singleElement()
            .asString()
            .hasSize(100_000);
        pools.release(backend);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aBackendTerminatedWhileItMovesIsNotCountedForEver(Kind kind) throws Exception {
    try (TestPools pools = kind.pools()) {
      WirePool pool = pool(pools, kind, 1);
      for (int i = 0; i < 20; i++) {
        Backend backend = pools.lease(pool, 0);
        pools.release(backend);
        CompletableFuture<Void> killed =
            CompletableFuture.runAsync(() -> {
              try {
                ENCRYPTED.text("select pg_terminate_backend(" + backend.processId() + ")");
              } catch (SQLException e) {
                throw new AssertionError(e);
              }
            });
        TestWaiter waiter = pools.await(pool, 1);
        killed.orTimeout(10, TimeUnit.SECONDS).join();
        pools.evict(waiter.backend());
        TestPools.eventually("closed", () -> pool.counts().total() == 0);
      }
    }
  }

  @Test
  void aLoopWithoutBackendsDoesNotStarveBesideABusyOne() throws Exception {
    try (TestPools pools = TestPools.automatic(PostgresServer.shared())) {
      WirePool pool = pools.pool(new TestSettings().size(2));
      AtomicInteger[] served = {new AtomicInteger(), new AtomicInteger()};
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1500);
      CompletableFuture<?>[] sessions = new CompletableFuture<?>[40];
      for (int i = 0; i < sessions.length; i++) {
        EventLoop loop = pools.loop(i % 2);
        CompletableFuture<Void> finished = new CompletableFuture<>();
        sessions[i] = finished;
        loop.execute(new Busy(pool, loop, served[i % 2], end, finished)::next);
      }
      CompletableFuture.allOf(sessions).orTimeout(30, TimeUnit.SECONDS).join();
      List<Integer> counts = List.of(served[0].get(), served[1].get());
      assertThat(counts).allMatch(count -> count > 20);
      assertThat((double) counts.get(0) / counts.get(1)).isBetween(0.5, 2.0);
    }
  }

  /** Leases, holds the backend for two milliseconds, and wants it again. */
  private record Busy(
      WirePool pool,
      EventLoop loop,
      AtomicInteger served,
      long end,
      CompletableFuture<Void> finished)
      implements LeaseWaiter {
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
      served.incrementAndGet();
      var unused =
          loop.schedule(
              () -> {
                pool.release(backend);
                if (System.nanoTime() - end < 0) {
                  next();
                } else {
                  finished.complete(null);
                }
              },
              2,
              TimeUnit.MILLISECONDS);
    }

    @Override
    public void refused(LeaseRefusal refusal) {
      finished.completeExceptionally(new AssertionError(refusal.toString()));
    }
  }
}
