package io.penstock.bench.micro;

import io.netty.channel.EventLoop;
import io.penstock.config.PoolConfig;
import io.penstock.embedded.PostgresServer;
import io.penstock.pool.Backend;
import io.penstock.pool.LeaseRefusal;
import io.penstock.pool.LeaseWaiter;
import io.penstock.pool.PoolKey;
import io.penstock.pool.PoolListener;
import io.penstock.pool.PoolSpec;
import io.penstock.pool.WirePool;
import io.penstock.pool.WirePools;
import io.penstock.pool.connect.BackendConnector;
import io.penstock.pool.connect.BackendCredentials;
import io.penstock.pool.connect.BackendTransport;
import io.penstock.pool.connect.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A lease and its release, on the event loop where both happen, with real idle backends of a real
 * server. A call to the loop does a thousand, so that its own cost does not show.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@State(Scope.Benchmark)
@NullUnmarked // JMH calls the setup before anything else.
public class LeaseBenchmark {
  private static final int LEASES = 1000;
  private static final int IDLE_BACKENDS = 10;
  private static final long LIMIT_SECONDS = 30;

  private PostgresServer server;
  private BackendTransport transport;
  private WirePools pools;
  private WirePool pool;
  private EventLoop loop;

  /** Starts a server, and opens backends on one loop of two. */
  @Setup(Level.Trial)
  public void open() throws Exception {
    server = PostgresServer.builder().name("bench-lease").start();
    transport = BackendTransport.nio(2);
    pools = WirePools.start(transport, new BackendConnector(transport), key -> PoolListener.NONE);
    pool =
        pools.pool(
            new PoolKey("bench", "pg-a", server.superuser()),
            () ->
                new PoolSpec(
                    Endpoint.plain("pg-a", server.host(), server.port()),
                    "postgres",
                    server.superuser(),
                    BackendCredentials.NONE,
                    PoolConfig.defaults(),
                    PoolSpec.Caps.NONE));
    loop = transport.loops().getFirst();
    List<CompletableFuture<Backend>> opening = new ArrayList<>();
    for (int i = 0; i < IDLE_BACKENDS; i++) {
      Grant grant = new Grant(new CompletableFuture<>());
      opening.add(grant.backend);
      loop.execute(() -> pool.await(loop, grant));
    }
    for (CompletableFuture<Backend> one : opening) {
      Backend backend = one.get(LIMIT_SECONDS, TimeUnit.SECONDS);
      loop.submit(() -> pool.release(backend)).sync();
    }
  }

  private record Grant(CompletableFuture<Backend> backend) implements LeaseWaiter {
    @Override
    public void granted(Backend granted) {
      backend.complete(granted);
    }

    @Override
    public void refused(LeaseRefusal refusal) {
      backend.completeExceptionally(new IllegalStateException("refused: " + refusal));
    }
  }

  /** Closes all. */
  @TearDown(Level.Trial)
  public void close() {
    pools.closeAll().join();
    pools.close();
    transport.group().shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    server.close();
  }

  /** The backend that was used last is at hand. */
  @Benchmark
  @OperationsPerInvocation(LEASES)
  public long leaseAndRelease() throws InterruptedException, ExecutionException {
    return loop.submit(
            () -> {
              long seen = 0;
              for (int i = 0; i < LEASES; i++) {
                Backend backend = pool.tryLease(loop, i & 1);
                seen += backend.id();
                pool.release(backend);
              }
              return seen;
            })
        .get();
  }
}
