package io.penstock.metrics;

import io.netty.util.concurrent.EventExecutor;
import io.penstock.pool.PoolCounts;
import io.penstock.pool.PoolKey;
import io.penstock.pool.PoolListener;
import io.penstock.pool.WirePool;
import io.penstock.pool.WirePools;
import io.penstock.pool.connect.ConnectFailure;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
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
  private final LabelBound sqlStates = new LabelBound(MAX_SQL_STATES);
  private final Map<PoolKey, PoolMeters> poolMeters = new ConcurrentHashMap<>();
  private final ErrorMeters errors = new ErrorMeters(board);
  private final ProcessMeters process = new ProcessMeters(board);
  private volatile @Nullable EventLoopMeters loops;
  private volatile @Nullable WirePools pools;
  private volatile long lastReloadMillis = System.currentTimeMillis();

  ProxyMeters(String version, int labelLimit) {
    clientLabels = new LabelBound(labelLimit);
    poolLabels = new LabelBound(labelLimit);
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

  /** Reads the counts of one more database and user. */
  public void database(String database, String user, TrafficSource source) {
    List<String> labels = clientLabels.labels(database, user);
    total(PenstockMeter.LOGINS, labels, source, TrafficTotals::logins);
    total(PenstockMeter.TRANSACTIONS, labels, source, TrafficTotals::transactions);
    total(PenstockMeter.QUERIES, labels, source, TrafficTotals::queries);
    seconds(PenstockMeter.TRANSACTION_TIME, labels, source, TrafficTotals::transactionNanos);
    seconds(PenstockMeter.QUERY_TIME, labels, source, TrafficTotals::queryNanos);
    seconds(PenstockMeter.CLIENT_WAIT_TIME, labels, source, TrafficTotals::waitNanos);
    total(PenstockMeter.RECEIVED_BYTES, labels, source, TrafficTotals::receivedBytes);
    total(PenstockMeter.SENT_BYTES, labels, source, TrafficTotals::sentBytes);
    total(PenstockMeter.LEASES, labels, source, TrafficTotals::leases);
    total(PenstockMeter.PARSES, and(labels, "client"), source, TrafficTotals::clientParses);
    total(PenstockMeter.PARSES, and(labels, "server"), source, TrafficTotals::serverParses);
    total(PenstockMeter.BINDS, labels, source, TrafficTotals::binds);
    total(PenstockMeter.CLIENT_ERRORS, labels, source, TrafficTotals::errors);
    clients(labels, "active", source, ClientCounts::active);
    clients(labels, "idle", source, ClientCounts::idle);
    clients(labels, "waiting", source, ClientCounts::waiting);
  }

  // What is told as it happens

  /** Who is to be told what happens in this pool. The same for the same key. */
  public PoolListener pool(PoolKey key) {
    return poolMeters.computeIfAbsent(key, this::meters);
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

  /**
   * A cancel request came in.
   *
   * @param known whether there is a session with its key
   */
  public void cancelRequested(boolean known) {
    board
        .counter(PenstockMeter.CANCEL_REQUESTS, List.of(known ? "accepted" : "unknown_key"))
        .increment();
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
    List<String> labels = meters.labels();
    counts(PenstockMeter.BACKENDS, and(labels, "idle"), key, PoolCounts::idle);
    counts(PenstockMeter.BACKENDS, and(labels, "active"), key, PoolCounts::active);
    counts(PenstockMeter.BACKENDS, and(labels, "opening"), key, PoolCounts::opening);
    counts(PenstockMeter.POOL_CONNECTIONS, labels, key, PoolCounts::total);
    counts(PenstockMeter.POOL_WAITERS, labels, key, PoolCounts::waiting);
    counts(
        PenstockMeter.POOL_LONGEST_WAIT,
        labels,
        key,
        counts -> counts.longestWaitNanos() / NANOS_PER_SECOND);
    pool(PenstockMeter.POOL_SIZE, labels, key, pool -> pool.spec().settings().size());
    return meters;
  }

  private void counts(
      PenstockMeter meter, List<String> labels, PoolKey key, ToDoubleFunction<PoolCounts> value) {
    pool(meter, labels, key, pool -> value.applyAsDouble(pool.counts()));
  }

  /** A pool that has left the configuration has 0 of everything. */
  private void pool(
      PenstockMeter meter, List<String> labels, PoolKey key, ToDoubleFunction<WirePool> value) {
    board.read(
        meter,
        labels,
        () -> {
          WirePools all = pools;
          WirePool pool = all == null ? null : all.find(key);
          return pool == null ? 0 : value.applyAsDouble(pool);
        });
  }

  private void clients(
      List<String> labels,
      String state,
      TrafficSource source,
      ToDoubleFunction<ClientCounts> count) {
    board.read(
        PenstockMeter.CLIENTS, and(labels, state), () -> count.applyAsDouble(source.clients()));
  }

  private void seconds(
      PenstockMeter meter,
      List<String> labels,
      TrafficSource source,
      ToDoubleFunction<TrafficTotals> nanos) {
    total(meter, labels, source, totals -> nanos.applyAsDouble(totals) / NANOS_PER_SECOND);
  }

  private void total(
      PenstockMeter meter,
      List<String> labels,
      TrafficSource source,
      ToDoubleFunction<TrafficTotals> value) {
    board.read(meter, labels, () -> value.applyAsDouble(source.totals()));
  }

  private static List<String> and(List<String> labels, String last) {
    return Stream.concat(labels.stream(), Stream.of(last)).toList();
  }
}
