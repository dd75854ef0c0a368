package io.penstock.proxy.session;

import io.penstock.config.PoolConfig;
import io.penstock.config.PoolMode;
import io.penstock.config.SessionConfig;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What the clients of one database and user share: the pool that serves them, and what is known of
 * its backends. Any thread.
 */
public abstract class SessionTarget {
  /** Startup settings differ little from program to program: more are not remembered. */
  private static final int REMEMBERED_LOGINS = 1024;

  /** Programs prepare some hundreds; one that is forgotten is parsed by a backend once more. */
  private static final int REMEMBERED_STATEMENTS = 5_000;

  private final String database;
  private final String user;
  private final AtomicInteger catalogVersion = new AtomicInteger();
  private final ConcurrentHashMap<Settings, ReportedParameters> atLogin = new ConcurrentHashMap<>();
  private final RecentNames parsed = new RecentNames(REMEMBERED_STATEMENTS);
  private volatile @Nullable ScatterPlans scatterPlans;
  private volatile @Nullable ReportedParameters fresh;

  protected SessionTarget(String database, String user) {
    this.database = database;
    this.user = user;
  }

  /** As the client named it. */
  public final String database() {
    return database;
  }

  /** Who the client is. */
  public final String user() {
    return user;
  }

  /** Where statements go that need not be on a certain shard. */
  public abstract Place home();

  /** The shards of the database; null when it has none. Others after a reload. */
  public abstract @Nullable Shards shards();

  public abstract PoolConfig poolConfig();

  public abstract SessionConfig sessionConfig();

  public abstract PoolMode mode();

  /** Whether a BEGIN waits for the first statement, which says where it belongs. */
  final boolean defersBegin() {
    return sessionConfig().deferBegin() || shards() != null;
  }

  /** The limits in time that hold for this user. */
  public abstract Limits limits();

  /** The counts of the event loop with this index. */
  public abstract Traffic traffic(SessionLoop loop);

  /** New sessions of the server would differ from those there are: replace them when idle. */
  public abstract void reconnect();

  /** Changes when DDL was seen: what was prepared before may mean something else. */
  final int catalogVersion() {
    return catalogVersion.get();
  }

  final void catalogChanged() {
    parsed.clear();
    catalogVersion.incrementAndGet();
    ddlSeen();
  }

  /** Tables, functions or the like may be others from now on. */
  protected abstract void ddlSeen();

  /** A backend has parsed the statement with this name: another one will, too. */
  final void parsed(String statement) {
    parsed.add(statement);
  }

  /** What was found out of statements that several shards answer. */
  final ScatterPlans scatterPlans() {
    ScatterPlans known = scatterPlans;
    return known == null ? makeScatterPlans() : known;
  }

  private synchronized ScatterPlans makeScatterPlans() {
    ScatterPlans known = scatterPlans;
    if (known == null) {
      known = new ScatterPlans();
      scatterPlans = known;
    }
    return known;
  }

  final boolean wasParsed(String statement) {
    return parsed.contains(statement);
  }

  /** What the server reports to a client that logs in with these settings; null: ask it. */
  final @Nullable ReportedParameters reportedAtLogin(Settings startup) {
    return atLogin.get(startup);
  }

  final void reportedAtLogin(Settings startup, ReportedParameters reported) {
    if (atLogin.size() < REMEMBERED_LOGINS) {
      atLogin.put(startup, reported);
    }
  }

  /** A connection was opened, and the server reported this: after an upgrade it is news. */
  final void reportedByServer(ReportedParameters reported) {
    ReportedParameters before = fresh;
    if (before != reported) {
      fresh = reported;
      if (before != null) {
        atLogin.clear();
      }
    }
  }

  /** Limits in time, in nanoseconds; 0 is none. */
  public record Limits(
      long query, long transaction, long idleInTransaction, long clientIdle, long cancelWait) {
    public static Limits of(PoolConfig pool) {
      return new Limits(
          pool.queryTimeout().toNanos(),
          pool.transactionTimeout().toNanos(),
          pool.idleInTransactionTimeout().toNanos(),
          pool.clientIdleTimeout().toNanos(),
          pool.cancelWaitTimeout().toNanos());
    }

    boolean any() {
      return (query | transaction | idleInTransaction | clientIdle) != 0;
    }
  }
}
