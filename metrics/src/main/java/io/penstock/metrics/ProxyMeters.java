package io.penstock.metrics;

import io.netty.util.concurrent.EventExecutor;
import io.penstock.pool.PoolCounts;
import io.penstock.pool.PoolKey;
import io.penstock.pool.PoolListener;
import io.penstock.pool.WirePool;
import io.penstock.pool.WirePools;
import io.penstock.pool.connect.ConnectFailure;
import io.penstock.pool.node.NodeMonitor;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All meters of one proxy. Any thread; what is counted on event loops takes no lock there, but for
 * the first time a reason occurs.
 */
public final class ProxyMeters implements AutoCloseable {
  /** The Content-Type of {@link #scrape}. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final double MILLIS_PER_SECOND = TimeUnit.SECONDS.toMillis(1);
  private static final int MAX_SQL_STATES = 100;

  private final MeterBoard board = new MeterBoard();
  private final LabelBound clientLabels;
  private final LabelBound poolLabels;
  private final LabelBound catalogLabels;
  private final LabelBound shardLabels;
  private final LabelBound sqlStates = new LabelBound(MAX_SQL_STATES);
  private final NodeMeters nodeMeters;
  private final Map<PoolKey, PoolMeters> poolMeters = new ConcurrentHashMap<>();
  private final Map<Clients, OfClients> clientMeters = new ConcurrentHashMap<>();
  private final ErrorMeters errors = new ErrorMeters(board);
  private final ProcessMeters process = new ProcessMeters(board);
  private volatile @Nullable EventLoopMeters loops;
  private volatile @Nullable WirePools pools;
  private volatile long lastReloadMillis = System.currentTimeMillis();

  private record Clients(String database, String user) {}

  private record OfClients(SeriesGroup series, List<String> labels) {}

  ProxyMeters(String version, int labelLimit) {
    clientLabels = new LabelBound(labelLimit);
    poolLabels = new LabelBound(labelLimit);
    catalogLabels = new LabelBound(labelLimit);
    shardLabels = new LabelBound(labelLimit);
    nodeMeters = new NodeMeters(board, new LabelBound(labelLimit));
    board.read(PenstockMeter.BUILD, List.of(version, Runtime.version().toString()), () -> 1);
    board.read(
        PenstockMeter.CONFIG_LAST_RELOAD, List.of(), () -> lastReloadMillis / MILLIS_PER_SECOND);
    for (String result : List.of("success", "failure")) {
      var unused = board.counter(PenstockMeter.CONFIG_RELOADS, List.of(result));
    }
  }

  /**
   * The meters of a proxy that has just started.
   *
   * @param version of Penstock, as the build names it
   */
  public static ProxyMeters create(String version) {
    return new ProxyMeters(version, LabelBound.LIMIT);
  }

  // What the server tells of itself, once

  /** Watches the event loops of sessions, until {@link #close}. */
  public void eventLoops(List<? extends EventExecutor> sessionLoops) {
    EventLoopMeters before = loops;
    loops = new EventLoopMeters(board, sessionLoops);
    if (before != null) {
      before.close();
    }
  }

  /**
   * Reads the gauges of pools from these.
   *
   * @see #pool
   */
  public void pools(WirePools wirePools) {
    pools = wirePools;
  }

  /** Clients in all, and how many there may be. */
  public void clients(IntSupplier connected, IntSupplier max) {
    board.read(PenstockMeter.CLIENTS_CONNECTED, List.of(), connected::getAsInt);
    board.read(PenstockMeter.CLIENTS_MAX, List.of(), max::getAsInt);
  }

  /** Reads the counts of one more database and user, until {@link #forget(String, String)}. */
  public void database(String database, String user, TrafficSource source) {
    List<String> labels = clientLabels.labels(database, user);
    SeriesGroup series = new SeriesGroup(board);
    clientMeters.put(new Clients(database, user), new OfClients(series, labels));
    total(series, PenstockMeter.LOGINS, labels, source, TrafficTotals::logins);
    total(series, PenstockMeter.TRANSACTIONS, labels, source, TrafficTotals::transactions);
    total(series, PenstockMeter.QUERIES, labels, source, TrafficTotals::queries);
    seconds(
        series, PenstockMeter.TRANSACTION_TIME, labels, source, TrafficTotals::transactionNanos);
    seconds(series, PenstockMeter.QUERY_TIME, labels, source, TrafficTotals::queryNanos);
    seconds(series, PenstockMeter.CLIENT_WAIT_TIME, labels, source, TrafficTotals::waitNanos);
    total(series, PenstockMeter.RECEIVED_BYTES, labels, source, TrafficTotals::receivedBytes);
    total(series, PenstockMeter.SENT_BYTES, labels, source, TrafficTotals::sentBytes);
    total(series, PenstockMeter.LEASES, labels, source, TrafficTotals::leases);
    total(series, PenstockMeter.PARSES, and(labels, "client"), source, TrafficTotals::clientParses);
    total(series, PenstockMeter.PARSES, and(labels, "server"), source, TrafficTotals::serverParses);
    total(series, PenstockMeter.BINDS, labels, source, TrafficTotals::binds);
    total(series, PenstockMeter.CLIENT_ERRORS, labels, source, TrafficTotals::errors);
    for (RouteCounter counter : source.routes()) {
      List<String> all =
          Stream.concat(Stream.of(labels.getFirst()), counter.labels().stream()).toList();
      series.read(meterOf(counter.kind()), all, () -> counter.count().getAsLong());
    }
    clients(series, labels, "active", source, ClientCounts::active);
    clients(series, labels, "idle", source, ClientCounts::idle);
    clients(series, labels, "waiting", source, ClientCounts::waiting);
  }

  private static PenstockMeter meterOf(RouteCounter.Kind kind) {
    return switch (kind) {
      case ROUTED -> PenstockMeter.ROUTED;
      case FALLBACK -> PenstockMeter.READ_FALLBACKS;
      case RETRY -> PenstockMeter.READ_RETRIES;
    };
  }

  /** This database and user are no more: their series go, and so does what was counted. */
  public void forget(String database, String user) {
    OfClients gone = clientMeters.remove(new Clients(database, user));
    if (gone != null) {
      gone.series().close();
      clientLabels.release(gone.labels());
    }
  }

  /**
   * Reads what is known of one more node; nothing happens when it is read already.
   *
   * @param monitor the one that watches the database now; null when none does
   */
  public void node(String database, String node, Supplier<@Nullable NodeMonitor> monitor) {
    nodeMeters.add(database, node, monitor);
  }

  /** Reads the counts of one more shard, for good. */
  public void shard(String database, String shard, ShardSource source) {
    List<String> labels = shardLabels.labels(database, shard);
    board.read(PenstockMeter.SHARD_QUERIES, labels, source::queries);
    board.read(
        PenstockMeter.SHARD_QUERY_TIME, labels, () -> source.queryNanos() / NANOS_PER_SECOND);
    board.read(PenstockMeter.SHARD_SENT_BYTES, labels, source::sentBytes);
  }

  /** What the load of shards is measured by. */
  public enum Load {
    QUERIES,
    TIME,
    BYTES
  }

  /** Reads how unevenly the shards of one more database are loaded, for good. */
  public void skew(String database, Load of, DoubleSupplier skew) {
    List<String> labels = catalogLabels.labels(database);
    board.read(PenstockMeter.SHARD_SKEW, and(labels, of.name().toLowerCase(Locale.ROOT)), skew);
  }

  // What is told as it happens

  /** Who is to be told what happens in this pool. The same for the same key. */
  public PoolListener pool(PoolKey key) {
    return poolMeters.computeIfAbsent(key, this::meters);
  }

  /** This pool is no more: its series go. Whoever has its listener may go on telling it. */
  public void forget(PoolKey key) {
    PoolMeters gone = poolMeters.remove(key);
    if (gone != null) {
      gone.series().close();
      poolLabels.release(gone.labels());
    }
  }

  /**
   * Why the last attempt of this pool to connect failed; null when it succeeded, or none was made.
   */
  public @Nullable ConnectFailure lastFailure(PoolKey key) {
    PoolMeters meters = poolMeters.get(key);
    return meters == null ? null : meters.lastFailure();
  }

  /** To be told of every error sent to a client. */
  public ErrorMeters errors() {
    return errors;
  }

  /** A client was refused before it was logged in. */
  public void loginRefused(String sqlState) {
    board.counter(PenstockMeter.LOGINS_REFUSED, sqlStates.labels(sqlState)).increment();
  }

  /** A session was tied to its backend. */
  public void pinned(Enum<?> reason) {
    List<String> labels = List.of(reason.name().toLowerCase(Locale.ROOT));
    board.counter(PenstockMeter.PINS, labels).increment();
  }

  /** A cancel request came in. */
  public void cancelRequested(CancelOutcome outcome) {
    board.counter(PenstockMeter.CANCEL_REQUESTS, List.of(outcome.label())).increment();
  }

  /** The configuration was loaded anew, or was not because of its mistakes. */
  public void reloaded(boolean succeeded) {
    board
        .counter(PenstockMeter.CONFIG_RELOADS, List.of(succeeded ? "success" : "failure"))
        .increment();
    if (succeeded) {
      lastReloadMillis = System.currentTimeMillis();
    }
  }

  /** The catalog of a database was loaded, or could not be. */
  public void catalogLoaded(String database, boolean succeeded) {
    List<String> labels = catalogLabels.labels(database);
    board
        .counter(PenstockMeter.CATALOG_LOADS, and(labels, succeeded ? "success" : "failure"))
        .increment();
  }

  /** A transaction over several shards has come to this. */
  public void twoPhase(String database, Enum<?> outcome) {
    List<String> labels = catalogLabels.labels(database);
    board
        .counter(PenstockMeter.TWO_PHASE, and(labels, outcome.name().toLowerCase(Locale.ROOT)))
        .increment();
  }

  /** What {@code GET /metrics} answers. Takes milliseconds: not for an event loop. */
  public String scrape() {
    return board.scrape();
  }

  /** Ends what runs on event loops. Values can still be read. */
  @Override
  public void close() {
    EventLoopMeters running = loops;
    if (running != null) {
      running.close();
    }
    process.close();
  }

  private PoolMeters meters(PoolKey key) {
    PoolMeters meters = PoolMeters.of(board, poolLabels, key);
    SeriesGroup series = meters.series();
    List<String> labels = meters.labels();
    counts(series, PenstockMeter.BACKENDS, and(labels, "idle"), key, PoolCounts::idle);
    counts(series, PenstockMeter.BACKENDS, and(labels, "active"), key, PoolCounts::active);
    counts(series, PenstockMeter.BACKENDS, and(labels, "opening"), key, PoolCounts::opening);
    counts(series, PenstockMeter.POOL_CONNECTIONS, labels, key, PoolCounts::total);
    counts(series, PenstockMeter.POOL_WAITERS, labels, key, PoolCounts::waiting);
    counts(
        series,
        PenstockMeter.POOL_LONGEST_WAIT,
        labels,
        key,
        counts -> counts.longestWaitNanos() / NANOS_PER_SECOND);
    pool(series, PenstockMeter.POOL_SIZE, labels, key, pool -> pool.spec().settings().size());
    return meters;
  }

  private void counts(
      SeriesGroup series,
      PenstockMeter meter,
      List<String> labels,
      PoolKey key,
      ToDoubleFunction<PoolCounts> value) {
    pool(series, meter, labels, key, pool -> value.applyAsDouble(pool.counts()));
  }

  /** A pool that has left the configuration has 0 of everything. */
  private void pool(
      SeriesGroup series,
      PenstockMeter meter,
      List<String> labels,
      PoolKey key,
      ToDoubleFunction<WirePool> value) {
    series.read(
        meter,
        labels,
        () -> {
          WirePools all = pools;
          WirePool pool = all == null ? null : all.find(key);
          return pool == null ? 0 : value.applyAsDouble(pool);
        });
  }

  private void clients(
      SeriesGroup series,
      List<String> labels,
      String state,
      TrafficSource source,
      ToDoubleFunction<ClientCounts> count) {
    series.read(
        PenstockMeter.CLIENTS, and(labels, state), () -> count.applyAsDouble(source.clients()));
  }

  private void seconds(
      SeriesGroup series,
      PenstockMeter meter,
      List<String> labels,
      TrafficSource source,
      ToDoubleFunction<TrafficTotals> nanos) {
    total(series, meter, labels, source, totals -> nanos.applyAsDouble(totals) / NANOS_PER_SECOND);
  }

  private void total(
      SeriesGroup series,
      PenstockMeter meter,
      List<String> labels,
      TrafficSource source,
      ToDoubleFunction<TrafficTotals> value) {
    series.read(meter, labels, () -> value.applyAsDouble(source.totals()));
  }

  private static List<String> and(List<String> labels, String last) {
    return Stream.concat(labels.stream(), Stream.of(last)).toList();
  }
}
