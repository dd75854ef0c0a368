package io.penstock.pool;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.penstock.pool.connect.BackendConnector;
import io.penstock.pool.connect.BackendTransport;
import io.penstock.pool.connect.Endpoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All wire pools of the proxy, and what they share. For any thread. */
public final class WirePools implements AutoCloseable {
  private static final long SWEEP_MILLIS = 1000;

  private final PoolSurroundings surroundings;
  private final Function<PoolKey, PoolListener> listeners;
  private final Map<PoolKey, WirePool> pools = new ConcurrentHashMap<>();
  private final List<ScheduledFuture<?>> sweeps = new ArrayList<>();

  private WirePools(PoolSurroundings surroundings, Function<PoolKey, PoolListener> listeners) {
    this.surroundings = surroundings;
    this.listeners = listeners;
  }

  /** Pools that see to themselves, on the loops of the transport, until {@link #close}. */
  public static WirePools start(
      BackendTransport transport,
      BackendConnector connector,
      Function<PoolKey, PoolListener> listeners) {
    WirePools pools = create(transport, connector, listeners, System::nanoTime, true);
    pools.scheduleSweeps();
    return pools;
  }

  /**
   * Pools that do what time demands only when {@link #tick} is called.
   *
   * @param nanoClock the time of all limits but the connect timeout
   */
  public static WirePools manual(
      BackendTransport transport,
      BackendConnector connector,
      Function<PoolKey, PoolListener> listeners,
      LongSupplier nanoClock) {
    return create(transport, connector, listeners, nanoClock, false);
  }

  /** The pool with this key, made from the spec when there is none yet. */
  public WirePool pool(PoolKey key, Supplier<PoolSpec> spec) {
    WirePool pool = pools.get(key);
    return pool != null
        ? pool
        : pools.computeIfAbsent(
            key, absent -> new WirePool(key, spec.get(), surroundings, listeners.apply(key)));
  }

  /** The pool with this key, or null. */
  public @Nullable WirePool find(PoolKey key) {
    return pools.get(key);
  }

  /** All pools, a live view. */
  public Collection<WirePool> all() {
    return Collections.unmodifiableCollection(pools.values());
  }

  /**
   * Brings every pool up to date with a changed configuration.
   *
   * @param specs what a pool with this key is to be from now on; null drains and forgets it
   */
  public void reload(Function<PoolKey, @Nullable PoolSpec> specs) {
    List<WirePool> gone = new ArrayList<>();
    for (WirePool pool : pools.values()) {
      PoolSpec spec = specs.apply(pool.key());
      if (spec == null) {
        gone.add(pool);
      } else if (!spec.equals(pool.spec())) {
        pool.update(spec);
      }
    }
    gone.forEach(this::forget);
  }

  /** Drains the pool; whoever asks for its key from now on gets another one. */
  public void forget(WirePool pool) {
    pools.remove(pool.key(), pool);
    var unused = pool.drain();
  }

  /**
   * Room for a connection that no pool opens, under the caps of its server and its user. When there
   * is none, an idle backend is closed to make some.
   *
   * @param spec of which only endpoint, user and caps matter
   * @return null when there is no room now; a moment later there may be
   */
  public @Nullable Reservation reserve(PoolSpec spec) {
    SharedLimits limits = surroundings.registry().of(spec);
    return limits.tryAcquire(null) ? new Reservation(limits) : null;
  }

  /** Somebody has reached this server: pools need not wait for their next attempt. */
  public void reachable(Endpoint endpoint) {
    Backoff backoff = surroundings.registry().backoff(endpoint);
    if (backoff.outage() != null) {
      backoff.succeeded();
      pools.values().forEach(WirePool::wakeAll);
    }
  }

  /** Closes every backend of a node at once, in all pools of this database. */
  public void fence(String database, String node) {
    for (WirePool pool : pools.values()) {
      if (pool.key().database().equals(database) && pool.key().node().equals(node)) {
        pool.fence();
      }
    }
  }

  /** A node of this database serves nobody now: what it was to read is read elsewhere. */
  public void nodeLost(String database, String node) {
    for (WirePool pool : pools.values()) {
      if (pool.key().database().equals(database) && pool.key().node().equals(node)) {
        pool.nodeLost();
      }
    }
  }

  /** Drains all pools; done when no backend is left. */
  public CompletableFuture<Void> drain() {
    return all(WirePool::drain);
  }

  /**
   * Does at once what time demands: timeouts, retries, idle backends.
   *
   * @return done when every loop has done it
   */
  public CompletableFuture<Void> tick() {
    List<CompletableFuture<Void>> done = new ArrayList<>();
    for (int i = 0; i < surroundings.loops().count(); i++) {
      int index = i;
      done.add(
          CompletableFuture.runAsync(
              () -> {
                sweep(index);
                for (WirePool pool : pools.values()) {
                  pool.parts()[index].pump(pool.now());
                }
              },
              surroundings.loops().get(i)));
    }
    return CompletableFuture.allOf(done.toArray(CompletableFuture[]::new));
  }

  /** As {@link WirePool#verify}, for all. */
  public void verify() {
    pools.values().forEach(WirePool::verify);
  }

  /** Closes every backend, leased or not, without waiting. The event loops stay. */
  @Override
  public void close() {
    sweeps.forEach(sweep -> sweep.cancel(false));
    var unused = closeAll();
  }

  /** As {@link #close}; done when no backend is left. */
  public CompletableFuture<Void> closeAll() {
    return all(WirePool::close);
  }

  private static WirePools create(
      BackendTransport transport,
      BackendConnector connector,
      Function<PoolKey, PoolListener> listeners,
      LongSupplier clock,
      boolean automatic) {
    EventLoops loops = new EventLoops(transport.loops());
    return new WirePools(
        new PoolSurroundings(loops, connector, new LimitRegistry(), clock, automatic), listeners);
  }

  private void scheduleSweeps() {
    for (int i = 0; i < surroundings.loops().count(); i++) {
      int index = i;
      EventLoop loop = surroundings.loops().get(i);
      sweeps.add(
          loop.scheduleWithFixedDelay(
              () -> sweep(index), SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS));
    }
  }

  private void sweep(int index) {
    for (WirePool pool : pools.values()) {
      pool.parts()[index].sweep(pool.now());
    }
  }

  private CompletableFuture<Void> all(Function<WirePool, CompletableFuture<Void>> action) {
    return CompletableFuture.allOf(
        pools.values().stream().map(action).toArray(CompletableFuture[]::new));
  }
}
