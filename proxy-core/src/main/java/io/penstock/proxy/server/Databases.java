package io.penstock.proxy.server;

import io.penstock.config.DatabaseConfig;
import io.penstock.config.NodeConfig;
import io.penstock.config.PenstockConfig;
import io.penstock.config.PoolConfig;
import io.penstock.config.Secret;
import io.penstock.config.TlsConfig;
import io.penstock.config.UserConfig;
import io.penstock.pool.PoolKey;
import io.penstock.pool.PoolSpec;
import io.penstock.pool.PoolState;
import io.penstock.pool.WirePool;
import io.penstock.pool.WirePools;
import io.penstock.pool.connect.BackendCredentials;
import io.penstock.pool.connect.BackendTls;
import io.penstock.proxy.catalog.UniqueOnShards;
import io.penstock.proxy.move.MoveRecord;
import io.penstock.proxy.session.Place;
import io.penstock.proxy.session.Readers;
import io.penstock.proxy.session.SessionTarget;
import io.penstock.proxy.session.ShardTraffic;
import io.penstock.wire.SqlState;
import io.penstock.wire.backend.ErrorFields;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What clients can ask for: each database for each user, with the pool that serves it now. Follows
 * the configuration as it is reloaded. Any thread.
 */
final class Databases implements AutoCloseable {
  private record Name(String database, String user) {}

  /** Whoever keeps something for each target and pool. */
  interface Watcher {
    void opened(ProxyTarget target);

    void forgotten(ProxyTarget target);

    void forgotten(PoolKey pool);

    /** Where what this shard does is counted. */
    ShardTraffic traffic(String database, String shard);
  }

  private final WirePools pools;
  private final Nodes nodes;
  private final Routes routes;
  private final TwoPhases twoPhases;
  private final int loopCount;
  private final ConcurrentHashMap<Name, ProxyTarget> targets = new ConcurrentHashMap<>();
  private final Watcher watcher;
  private final ConcurrentHashMap<Name, BackendCredentials> proved = new ConcurrentHashMap<>();
  private final DatabaseSwitches switches;
  private final DatabaseUse use;
  private volatile PenstockConfig config;

  Databases(
      WirePools pools,
      Nodes nodes,
      Routes routes,
      TwoPhases twoPhases,
      int loopCount,
      PenstockConfig config,
      DatabaseSwitches switches,
      Watcher watcher) {
    this.pools = pools;
    this.nodes = nodes;
    this.routes = routes;
    this.twoPhases = twoPhases;
    twoPhases.configure(config);
    this.loopCount = loopCount;
    this.config = config;
    this.switches = switches;
    this.watcher = watcher;
    this.use = new DatabaseUse(this::named, this::held, this::forget, System::nanoTime);
  }

  @Override
  public void close() {
    routes.close();
    twoPhases.close();
  }

  PenstockConfig config() {
    return config;
  }

  /**
   * A client is going to use this database: to be called before anything else is asked for it.
   *
   * @return why it may not; null when it may, until {@link #leave}
   */
  @Nullable ErrorFields enter(String database) {
    int limit = config.limits().maxWildcardDatabases();
    return use.enter(database, limit)
        ? null
        : ErrorFields.fatal(
                SqlState.TOO_MANY_CONNECTIONS,
                "too many databases are in use to open \"" + database + "\"")
            .withDetail(
                "It is not named in the configuration, and the "
                    + limit
                    + " such databases that limits.max-wildcard-databases allows have clients.")
            .withHint(
                "Disconnect from one of them, raise limits.max-wildcard-databases, or name the"
                    + " database under databases.");
  }

  /** The client is gone. */
  void leave(String database) {
    use.leave(database, this::wasReached);
  }

  /** Forgets the databases that nobody has used for long; to be called now and then. */
  void forgetUnused() {
    use.forgetUnused(config.limits().wildcardIdleTimeout().toNanos());
  }

  private boolean named(String database) {
    return config.databases().containsKey(database);
  }

  /** An administrator's orders for a database outlast its clients. */
  private boolean held(String database) {
    return switches.paused(database) || switches.disabled(database);
  }

  private boolean wasReached(String database) {
    for (WirePool pool : pools.all()) {
      if (pool.key().database().equals(database) && pool.lastParameters() != null) {
        return true;
      }
    }
    return false;
  }

  private void forget(String database) {
    for (Name name : List.copyOf(targets.keySet())) {
      if (name.database().equals(database)) {
        ProxyTarget target = targets.remove(name);
        if (target != null) {
          watcher.forgotten(target);
        }
      }
    }
    proved.keySet().removeIf(name -> name.database().equals(database));
    for (WirePool pool : List.copyOf(pools.all())) {
      if (pool.key().database().equals(database)) {
        pools.forget(pool);
        watcher.forgotten(pool.key());
      }
    }
    routes.forget(database);
    nodes.forget(database);
  }

  /**
   * The target for a client that has proved to be {@code user}.
   *
   * @param proof what its login gives for logging in to backends
   */
  ProxyTarget target(String database, String user, BackendCredentials proof) {
    Name asked = new Name(database, user);
    prove(asked, proof);
    return targets.computeIfAbsent(
        asked,
        name -> {
          ProxyTarget target =
              new ProxyTarget(
                  database,
                  user,
                  rules(database, user),
                  new TargetPlaces(
                      database,
                      this::config,
                      routes,
                      twoPhases,
                      place -> new NodesPlace(place, user),
                      shard -> watcher.traffic(database, shard)),
                  loopCount);
          watcher.opened(target);
          return target;
        });
  }

  /** Backends opened from now on log in with the newest proof: the password may have changed. */
  private void prove(Name name, BackendCredentials proof) {
    if (proof instanceof BackendCredentials.None) {
      return;
    }
    BackendCredentials before = proved.put(name, proof);
    // Another kind of proof may well be of the same password.
    if (before == null || before.getClass() != proof.getClass() || before.equals(proof)) {
      return;
    }
    for (WirePool pool : pools.all()) {
      PoolKey key = pool.key();
      if (PenstockConfig.databaseOf(key.database()).equals(name.database())
          && key.user().equals(name.user())) {
        PoolSpec spec = spec(key);
        if (spec != null && !spec.equals(pool.spec())) {
          pool.update(spec);
        }
      }
    }
  }

  Collection<ProxyTarget> targets() {
    return targets.values();
  }

  /**
   * Goes by what is on record of the move of a sharded database's keys; blocks.
   *
   * @return null when they were never moved
   * @throws IllegalStateException if the database has no shards, or the record cannot be read
   */
  @Nullable MoveRecord followMove(String database) {
    DatabaseConfig found = config.databases().get(database);
    if (found == null || !found.isSharded()) {
      throw new IllegalStateException("database \"" + database + "\" has no shards");
    }
    return routes.followMove(database, found);
  }

  /** The same as last read; null when nothing was, either. */
  @Nullable MoveRecord knownMove(String database) {
    return routes.knownMove(database);
  }

  /** What the tables of a sharded database have that shards cannot keep. */
  List<UniqueOnShards.Warning> warnings(String database) {
    return routes.warnings(database);
  }

  /** Takes over a changed configuration: targets follow, pools are resized, replaced or drained. */
  void reload(PenstockConfig changed, Map<TlsConfig, BackendTls> certificates) {
    nodes.reload(changed, certificates);
    routes.reload(changed);
    config = changed;
    twoPhases.configure(changed);
    targets.forEach((name, target) -> target.rules(rules(name.database(), name.user())));
    pools.reload(this::spec);
  }

  /**
   * What a connection outside the pools, for one client alone, is to be like; null while no node
   * takes writes, and for a database with shards.
   */
  @Nullable PoolSpec dedicated(String database, String user, BackendCredentials proof) {
    prove(new Name(database, user), proof);
    DatabaseConfig found = config.database(database);
    NodeConfig node = found == null || found.isSharded() ? null : nodes.primary(database, found);
    if (found == null || node == null) {
      return null;
    }
    return spec(new PoolKey(database, node.name(), backendUser(found, node, user)), found, node);
  }

  /** What the configuration has for this pool; null when it has none. */
  private @Nullable PoolSpec spec(PoolKey key) {
    DatabaseConfig database = config.database(key.database());
    NodeConfig node = database == null ? null : node(database, key.node());
    return database == null || node == null ? null : spec(key, database, node);
  }

  private static @Nullable NodeConfig node(DatabaseConfig database, String name) {
    for (NodeConfig node : database.nodes()) {
      if (node.name().equals(name)) {
        return node;
      }
    }
    return null;
  }

  private ProxyTarget.Rules rules(String database, String user) {
    DatabaseConfig found = config.database(database);
    PoolConfig pool =
        (found == null ? config.pool() : found.pool()).overriddenBy(user(config, user));
    return new ProxyTarget.Rules(pool, config.session(), SessionTarget.Limits.of(pool));
  }

  private static UserConfig user(PenstockConfig config, String user) {
    return config.users().getOrDefault(user, UserConfig.defaults());
  }

  /** The nodes of one database or shard for one user, looked up anew for every lease. */
  private final class NodesPlace implements Place {
    private final String database;
    private final String user;
    private volatile @Nullable Found last;
    private volatile @Nullable Configured configured;

    private record Found(NodeConfig node, WirePool pool) {}

    /** What one configuration says of the database; no readers where nothing is routed. */
    private record Configured(
        PenstockConfig whole, @Nullable DatabaseConfig database, @Nullable TargetReaders readers) {}

    NodesPlace(String database, String user) {
      this.database = database;
      this.user = user;
    }

    @Override
    public @Nullable WirePool pool() {
      DatabaseConfig found = configured().database();
      NodeConfig node = found == null ? null : nodes.primary(database, found);
      if (found == null || node == null) {
        return null;
      }
      Found before = last;
      if (before != null
          && before.node().equals(node)
          && before.pool().state() != PoolState.DRAINING
          && before.pool().state() != PoolState.CLOSED) {
        return before.pool();
      }
      WirePool pool = open(found, node);
      last = new Found(node, pool);
      return pool;
    }

    private WirePool open(DatabaseConfig found, NodeConfig node) {
      PoolKey key = new PoolKey(database, node.name(), backendUser(found, node, user));
      WirePool pool = pools.pool(key, () -> spec(key, found, node));
      switches.applyTo(pool);
      return pool;
    }

    @Override
    public @Nullable Readers readers() {
      return configured().readers();
    }

    @SuppressWarnings("ReferenceEquality") // A reload makes a new one.
    private Configured configured() {
      PenstockConfig whole = config;
      Configured known = configured;
      if (known == null || known.whole() != whole) {
        DatabaseConfig found = whole.database(database);
        known = new Configured(whole, found, readers(whole, found, known));
        configured = known;
      }
      return known;
    }

    private @Nullable TargetReaders readers(
        PenstockConfig whole, @Nullable DatabaseConfig found, @Nullable Configured before) {
      // Sessions keep one position of what they wrote, and every shard has positions of its own.
      if (found == null || whole.isShard(database) || !Routes.routes(found)) {
        return null;
      }
      TargetReaders known = before == null ? null : before.readers();
      return known != null && known.isOf(found)
          ? known
          : new TargetReaders(database, found, nodes, routes, node -> open(found, node));
    }

    @Override
    public boolean failsOver() {
      DatabaseConfig found = configured().database();
      return found != null && found.nodes().size() > 1;
    }

    @Override
    public String problem() {
      DatabaseConfig found = config.database(database);
      return found == null
          ? "The database is no longer in the configuration."
          : nodes.problem(database, found);
    }
  }

  private static String backendUser(DatabaseConfig database, NodeConfig node, String user) {
    if (node.user() != null) {
      return node.user();
    }
    return database.user() != null ? database.user() : user;
  }

  private PoolSpec spec(PoolKey key, DatabaseConfig database, NodeConfig node) {
    UserConfig user = user(config, key.user());
    return new PoolSpec(
        nodes.endpoint(node),
        database.backendName(key.database()),
        key.user(),
        credentials(key, database, node, user),
        database.pool().overriddenBy(user),
        new PoolSpec.Caps(node.maxConnections(), user.maxConnections()));
  }

  /**
   * The node's own, else the database's, else a plain password of the file, else what the client
   * proved, else what the file says.
   */
  private BackendCredentials credentials(
      PoolKey key, DatabaseConfig database, NodeConfig node, UserConfig ofUser) {
    Secret own = node.password() != null ? node.password() : database.password();
    if (own != null) {
      return BackendCredentials.password(own);
    }
    Secret stored = ofUser.password();
    if (stored != null && Nodes.isPlain(stored)) {
      return BackendCredentials.password(stored);
    }
    BackendCredentials ofClient =
        proved.get(new Name(PenstockConfig.databaseOf(key.database()), key.user()));
    if (ofClient != null) {
      return ofClient;
    }
    return stored == null ? BackendCredentials.NONE : BackendCredentials.password(stored);
  }
}
