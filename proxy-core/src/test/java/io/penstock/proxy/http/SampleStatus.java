package io.penstock.proxy.http;

import io.penstock.metrics.ClientCounts;
import io.penstock.metrics.ProxyMeters;
import io.penstock.metrics.TrafficTotals;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A proxy's figures, made up: two databases, three pools, one of them failing. */
final class SampleStatus implements StatusSource, AutoCloseable {
  static final String HOSTILE = "<img src=x onerror=alert(1)>\"'&";

  final AtomicBoolean ordersFail = new AtomicBoolean();
  final AtomicBoolean shuttingDown = new AtomicBoolean();
  private final ProxyMeters meters = ProxyMeters.create("0.1.0");
  private final AtomicLong asked = new AtomicLong();
  private final LongSupplier clock;
  private final long started;

  SampleStatus(LongSupplier clock) {
    this.clock = clock;
    this.started = clock.getAsLong() - 5_400_000;
  }

  @Override
  public Status status() {
    long n = asked.incrementAndGet();
    ClientCounts app = new ClientCounts(18, 74, 3);
    ClientCounts report = new ClientCounts(1, 4, 0);
    return new Status(
        "0.1.0",
        "127.0.0.1:6432",
        started,
        clock.getAsLong(),
        shuttingDown.get(),
        1000,
        app.plus(report),
        List.of(
            new Status.OfDatabase("shop", "app", app, traffic(n, 17_000)),
            new Status.OfDatabase("shop", "report", report, traffic(n, 8)),
            new Status.OfDatabase("orders", HOSTILE, ClientCounts.NONE, traffic(0, 0))),
        List.of(
            pool("shop", "pg-a", "app", 18, 4, 1, 3, null),
            pool("shop", "pg-a", "report", 1, 1, 0, 0, null),
            pool(
                "orders",
                "pg-b",
                HOSTILE,
                0,
                0,
                0,
                0,
                "UNREACHABLE 08001: node pg-b (10.0.0.7:5432) does not accept connections: "
                    + "connection refused")),
        0);
  }

  private static Status.OfPool pool(
      String database,
      String node,
      String user,
      int active,
      int idle,
      int opening,
      int waiting,
      @Nullable String failure) {
    return new Status.OfPool(
        database,
        node,
        user,
        "open",
        25,
        5,
        idle,
        active,
        opening,
        active + idle + opening,
        waiting,
        waiting == 0 ? 0 : 412,
        failure);
  }

  private static TrafficTotals traffic(long asked, long rate) {
    long queries = 1_000 + rate * (2 * asked + 3 * (asked / 5));
    return new TrafficTotals(
        queries,
        queries,
        queries,
        queries * 90,
        queries * 400,
        queries * 900_000,
        queries * 430_000,
        queries * 12_000,
        0,
        0,
        0,
        10,
        rate == 0 ? 0 : 7);
  }

  @Override
  public Readiness readiness() {
    return new Readiness(
        !shuttingDown.get(),
        List.of(
            new Readiness.OfDatabase("shop", null),
            new Readiness.OfDatabase(
                "orders", ordersFail.get() ? "node pg-b: unreachable" : null)));
  }

  @Override
  public String metrics() {
    return meters.scrape();
  }

  @Override
  public void close() {
    meters.close();
  }
}
