package io.penstock.proxy.server;

import io.penstock.config.PoolConfig;
import io.penstock.config.PoolMode;
import io.penstock.config.SessionConfig;
import io.penstock.metrics.TrafficTotals;
import io.penstock.proxy.session.Place;
import io.penstock.proxy.session.SessionLoop;
import io.penstock.proxy.session.SessionTarget;
import io.penstock.proxy.session.Shards;
import io.penstock.proxy.session.Traffic;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** One database for one user, as the configuration has it now. */
final class ProxyTarget extends SessionTarget {
  private final Places places;
  private final Traffic[] traffic;
  private volatile Rules rules;

  /** What the configuration says of them. */
  record Rules(PoolConfig pool, SessionConfig session, Limits limits) {}

  /** Where the statements of this target go now. */
  interface Places {
    /** Of what need not be on a certain shard. */
    Place home();

    /** Null when the database has none. */
    @Nullable Shards shards();

    /** Tables, functions or the like have changed. */
    void ddlSeen();

    /** New sessions of the server would differ from those there are. */
    void reconnect();
  }

  ProxyTarget(String database, String user, Rules rules, Places places, int loopCount) {
    super(database, user);
    this.places = places;
    this.rules = rules;
    this.traffic = new Traffic[loopCount];
    for (int i = 0; i < loopCount; i++) {
      traffic[i] = new Traffic();
    }
  }

  void rules(Rules changed) {
    rules = changed;
  }

  @Override
  public Place home() {
    return places.home();
  }

  @Override
  public @Nullable Shards shards() {
    return places.shards();
  }

  @Override
  protected void ddlSeen() {
    places.ddlSeen();
  }

  @Override
  public PoolConfig poolConfig() {
    return rules.pool();
  }

  @Override
  public SessionConfig sessionConfig() {
    return rules.session();
  }

  @Override
  public PoolMode mode() {
    return rules.pool().mode();
  }

  @Override
  public Limits limits() {
    return rules.limits();
  }

  @Override
  public Traffic traffic(SessionLoop loop) {
    return traffic[loop.index()];
  }

  @Override
  public void reconnect() {
    places.reconnect();
  }

  /** The sum of a count of all loops. */
  long sum(ToLongFunction<Traffic> count) {
    long sum = 0;
    for (Traffic ofLoop : traffic) {
      sum += count.applyAsLong(ofLoop);
    }
    return sum;
  }

  /** What all loops have counted. */
  TrafficTotals totals() {
    TrafficTotals totals = TrafficTotals.ZERO;
    for (Traffic ofLoop : traffic) {
      totals = totals.plus(ofLoop.totals());
    }
    return totals;
  }
}
