package io.penstock.proxy.server;

import io.penstock.pool.PoolCounts;
import io.penstock.pool.PoolKey;
import io.penstock.pool.WirePool;
import io.penstock.pool.connect.ConnectFailure;
import io.penstock.proxy.http.Readiness;
import io.penstock.proxy.http.Status;
import io.penstock.proxy.http.StatusSource;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What the HTTP port tells of a server. */
final class ServerStatus implements StatusSource {
  /** More rows than a person reads, and few enough to be sent every two seconds. */
  private static final int MAX_ROWS = 500;

  private static final Comparator<WirePool> BY_KEY =
      Comparator.comparing(
          WirePool::key,
          Comparator.comparing(PoolKey::database)
              .thenComparing(PoolKey::node)
              .thenComparing(PoolKey::user));

  private final ProxyServer server;
  private final BooleanSupplier accepting;
  private final ServerReadiness readiness;
  private final ClientCensus census;
  private final long startedMillis = System.currentTimeMillis();

  /**
   * @param accepting whether new clients are let in; false from the beginning of a shutdown
   */
  ServerStatus(ProxyServer server, BooleanSupplier accepting) {
    this.server = server;
    this.accepting = accepting;
    this.readiness = new ServerReadiness(server, accepting);
    this.census = new ClientCensus(server.sessions());
  }

  @Override
  public Status status() {
    List<ProxyTarget> targets = List.copyOf(server.databases().targets());
    List<WirePool> pools = List.copyOf(server.pools().all());
    InetSocketAddress address = server.address();
    return new Status(
        Version.text(),
        address.getHostString() + ":" + address.getPort(),
        startedMillis,
        System.currentTimeMillis(),
        !accepting.getAsBoolean(),
        server.config().limits().maxClients(),
        census.all(),
        targets.stream()
            .sorted(Comparator.comparing(ProxyTarget::database).thenComparing(ProxyTarget::user))
            .limit(MAX_ROWS)
            .map(this::row)
            .toList(),
        pools.stream().sorted(BY_KEY).limit(MAX_ROWS).map(this::row).toList(),
        Math.max(0, targets.size() - MAX_ROWS) + Math.max(0, pools.size() - MAX_ROWS));
  }

  @Override
  public Readiness readiness() {
    return readiness.now();
  }

  @Override
  public String metrics() {
    return server.meters().scrape();
  }

  private Status.OfDatabase row(ProxyTarget target) {
    return new Status.OfDatabase(
        target.database(), target.user(), census.of(target), target.totals());
  }

  private Status.OfPool row(WirePool pool) {
    PoolCounts counts = pool.counts();
    ConnectFailure failure = server.meters().lastFailure(pool.key());
    return new Status.OfPool(
        pool.key().database(),
        pool.key().node(),
        pool.key().user(),
        pool.state().name().toLowerCase(Locale.ROOT),
        pool.spec().settings().size(),
        pool.spec().settings().reserve(),
        counts.idle(),
        counts.active(),
        counts.opening(),
        counts.total(),
        counts.waiting(),
        TimeUnit.NANOSECONDS.toMillis(counts.longestWaitNanos()),
        failure == null ? null : failure.toString());
  }
}
