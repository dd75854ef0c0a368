package io.penstock.proxy.server;

import io.penstock.config.PoolConfig;
import io.penstock.config.PoolMode;
import io.penstock.config.SessionConfig;
import io.penstock.metrics.TrafficTotals;
import io.penstock.pool.WirePool;
import io.penstock.proxy.session.Readers;
import io.penstock.proxy.session.SessionLoop;
import io.penstock.proxy.session.SessionTarget;
import io.penstock.proxy.session.Traffic;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** One database for one user, as the configuration has it now. */
final class ProxyTarget extends SessionTarget {
  private final Place place;
  private final Traffic[] traffic;
  private volatile Rules rules;

  /** What the configuration says of them. */
  record Rules(PoolConfig pool, SessionConfig session, Limits limits) {}

  /** Where the statements of this target go now. */
  interface Place {
    @Nullable WirePool pool();

    /** The others that may serve reads; null when none may. */
    @Nullable Readers readers();

    /** Tables, functions or the like have changed. */
    void ddlSeen();

    /** Whether there is more than one node. */
    boolean failsOver();

    /** Why there is none. */
    String problem();
  }

  ProxyTarget(String database, String user, Rules rules, Place place, int loopCount) {
    super(database, user);
    this.place = place;
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
  public @Nullable WirePool pool() {
    return place.pool();
  }

  @Override
  public @Nullable Readers readers() {
    return place.readers();
  }

  @Override
  protected void ddlSeen() {
    place.ddlSeen();
  }

  @Override
  public boolean failsOver() {
    return place.failsOver();
  }

  @Override
  public String problem() {
    return place.problem();
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
    WirePool pool = place.pool();
    if (pool != null) {
      pool.reconnect();
    }
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
