package io.penstock.bench.memory;

import io.penstock.bench.process.BenchException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;

/** A client that asks a short query every few milliseconds, on a thread of its own. */
final class Bystander implements AutoCloseable {
  private static final int MOST_ANSWERS = 4_000_000;
  private static final long PAUSE_NANOS = 2_000_000;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final int BUFFER_BYTES = 16 * 1024;

  private final RawClient client;
  private final FutureTask<long[]> work = new FutureTask<>(this::ask);
  private volatile boolean stopped;

  private Bystander(RawClient client) {
    this.client = client;
  }

  static Bystander start(ProxyUnderTest proxy) throws IOException {
    Bystander bystander = new Bystander(proxy.connect(ByteBuffer.allocateDirect(BUFFER_BYTES)));
    Thread.ofPlatform().daemon().name("bystander").start(bystander.work);
    return bystander;
  }

  private long[] ask() throws IOException {
    long[] nanos = new long[1024];
    int count = 0;
    while (!stopped && count < MOST_ANSWERS) {
      long start = System.nanoTime();
      client.query("SELECT 1");
      if (count == nanos.length) {
        nanos = Arrays.copyOf(nanos, 2 * count);
      }
      nanos[count++] = System.nanoTime() - start;
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return Arrays.copyOf(nanos, count);
  }

  /** Ends it and tells how it fared. */
  String stop() throws InterruptedException {
    stopped = true;
    try {
      long[] nanos = work.get();
      Arrays.sort(nanos);
      return "the other client: %d queries, p50 %.3f ms, p99 %.3f ms, longest %.3f ms"
          .formatted(
              nanos.length,
              nanos[nanos.length / 2] / NANOS_PER_MILLI,
              nanos[nanos.length * 99 / 100] / NANOS_PER_MILLI,
              nanos[nanos.length - 1] / NANOS_PER_MILLI);
    } catch (ExecutionException e) {
      throw new BenchException("the other client: " + e.getCause());
    }
  }

  @Override
  public void close() throws IOException {
    stopped = true;
    client.close();
  }
}
