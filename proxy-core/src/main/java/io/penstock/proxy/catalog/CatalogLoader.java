package io.penstock.proxy.catalog;

import io.penstock.pool.node.ControlPools;
import io.penstock.pool.node.ControlTarget;
import io.penstock.sql.catalog.Catalog;
import io.penstock.sql.catalog.Hazard;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the catalog of one database: loads it from the primary, again when DDL was seen or the
 * server counts changes, and again after a while. One load at a time, on a thread of its own; what
 * was loaded stays when a later load fails. For any thread.
 */
public final class CatalogLoader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CatalogLoader.class);

  private final String database;
  private final Supplier<@Nullable ControlTarget> primary;
  private final ControlPools pools;
  private final CatalogTiming timing;
  private final CatalogListener listener;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile @Nullable Catalog catalog;

  /** Under the lock: whether to load soon, and whether this is over. */
  private boolean stale;

  private boolean closed;

  /** Counts the reasons to load. */
  private final AtomicLong reasons = new AtomicLong();

  /** Those of which a load has begun after them, and has ended. */
  private volatile long seen;

  /** The loader's thread only. */
  private @Nullable Long changes;

  private long loadedAt;

  /** Why it failed last, and how often in a row. */
  private @Nullable String problem;

  private int failures;

  /**
   * A loader that asks nobody before {@link #start}.
   *
   * @param primary where to ask now; null while nobody is known, or may be asked
   */
  public CatalogLoader(
      String database,
      Supplier<@Nullable ControlTarget> primary,
      ControlPools pools,
      CatalogTiming timing,
      CatalogListener listener) {
    this.database = database;
    this.primary = primary;
    this.pools = pools;
    this.timing = timing;
    this.listener = listener;
  }

  /** Begins to load; returns at once. */
  public void start() {
    var unused = Thread.ofVirtual().name("catalog-" + database).start(this::run);
  }

  /** The catalog as last loaded; null before the first time. One volatile read. */
  public @Nullable Catalog catalog() {
    return catalog;
  }

  /** Whether something has changed that is not loaded yet, and a load of it is to come. */
  public boolean isBehind() {
    return seen != reasons.get();
  }

  /** DDL was seen, or something else says that the catalog is out of date. Returns at once. */
  public void stale() {
    lock.lock();
    try {
      stale = true;
      reasons.incrementAndGet();
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      boolean asked = true;
      do {
        long before = reasons.get();
        refresh(asked);
        seen = before;
        asked = awaitNext();
      } while (!isClosed());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a reason to look again; tells whether somebody has asked for a load. */
  private boolean awaitNext() throws InterruptedException {
    lock.lock();
    try {
      long left = (failures == 0 ? timing.check() : timing.retry()).toNanos();
      while (!stale && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      long settling = timing.settle().toNanos();
      while (stale && !closed && settling > 0) {
        settling = changed.awaitNanos(settling);
      }
      boolean asked = stale;
      stale = false;
      return asked;
    } finally {
      lock.unlock();
    }
  }

  private void refresh(boolean asked) {
    ControlTarget target = primary.get();
    if (target == null) {
      failed("no primary is known, or no user to ask it as (see user and password of a database)");
      return;
    }
    try {
      var unused = pools.run(target, connection -> refresh(connection, asked)).join();
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      failed(String.valueOf(cause.getMessage()));
    } catch (RuntimeException e) {
      failed(String.valueOf(e.getMessage()));
    }
  }

  private boolean refresh(Connection connection, boolean asked) throws SQLException {
    Long counted = changes(connection);
    boolean old = System.nanoTime() - loadedAt > timing.reload().toNanos();
    boolean same = counted != null && counted.equals(changes);
    if (catalog != null && !asked && !old && same) {
      return false;
    }
    long start = System.nanoTime();
    Catalog loaded = CatalogReader.read(connection, timing.timeout());
    long nanos = System.nanoTime() - start;
    Catalog before = catalog;
    boolean first = before == null || failures > 0;
    warnOfOperator(before, loaded);
    catalog = loaded;
    changes = counted;
    loadedAt = System.nanoTime();
    problem = null;
    failures = 0;
    if (first) {
      LOG.info(
          "database {}: catalog loaded in {} ms: {} relations, functions of {} names",
          database,
          TimeUnit.NANOSECONDS.toMillis(nanos),
          loaded.relationCount(),
          loaded.functionNames());
    }
    listener.loaded(database, loaded, nanos);
    return true;
  }

  /** Nothing else tells an operator why replicas get no read at all. */
  private void warnOfOperator(@Nullable Catalog before, Catalog loaded) {
    Hazard hazard = loaded.everywhere();
    if (hazard != null && (before == null || !hazard.equals(before.everywhere()))) {
      LOG.warn(
          "database {}: an operator or cast between PostgreSQL's own types calls {}, which is"
              + " declared volatile: every statement might, so all reads go to the primary;"
              + " declare it STABLE or IMMUTABLE if it writes nothing",
          database,
          hazard.subject());
    }
  }

  private static @Nullable Long changes(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(CatalogSql.CHANGES)) {
      long count = rows.next() ? rows.getLong(1) : 0;
      return rows.wasNull() ? null : count;
    }
  }

  /** Says each problem once, and nothing of the moment at the start when no node is known yet. */
  private void failed(String message) {
    failures++;
    if (failures > 1 && !message.equals(problem)) {
      LOG.warn(
          "database {}: catalog not loaded: {}; {}",
          database,
          message,
          catalog == null ? "its reads go to the primary" : "the last one stays in use");
      problem = message;
    }
    listener.failed(database, message);
  }
}
