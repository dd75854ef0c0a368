package io.penstock.proxy.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.unix.UnixChannelOption;
import io.penstock.config.ConfigDifference;
import io.penstock.config.DatabaseConfig;
import io.penstock.config.ListenConfig;
import io.penstock.config.PenstockConfig;
import io.penstock.config.ShardingConfig;
import io.penstock.config.TlsConfig;
import io.penstock.config.TlsMode;
import io.penstock.metrics.ProxyMeters;
import io.penstock.pool.PoolKey;
import io.penstock.pool.PoolListener;
import io.penstock.pool.WirePools;
import io.penstock.pool.connect.BackendConnector;
import io.penstock.pool.connect.BackendTls;
import io.penstock.pool.connect.CancelSender;
import io.penstock.pool.connect.Endpoint;
import io.penstock.pool.connect.ReadLoop;
import io.penstock.proxy.auth.StrangerSecrets;
import io.penstock.proxy.console.ShutdownMode;
import io.penstock.proxy.move.MoveRecord;
import io.penstock.proxy.session.SessionLoop;
import io.penstock.proxy.startup.Reception;
import io.penstock.proxy.startup.ServerTls;
import io.penstock.proxy.startup.StartupSettings;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The proxy: listens, and holds everything that serves a client. For any thread. */
public final class ProxyServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProxyServer.class);
  private static final long TIMEOUT_CHECK_MILLIS = 100;
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final ExecutorService blocking =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("penstock-", 0).factory());
  private final StrangerSecrets strangers = StrangerSecrets.random();
  private final ProxyMeters meters;
  private final Transports transports;
  private final Sessions sessions;
  private final WirePools pools;
  private final Nodes nodes;
  private final Databases databases;
  private final TwoPhases twoPhases;
  private final ShardLoads loads;
  private final UniqueIds uniqueIds;
  private final DatabaseSwitches switches = new DatabaseSwitches();
  private final ServerConsole console;
  private final Replications replications;
  private final Reception reception;
  private final Channel listener;
  private volatile KnownUsers users;
  private volatile StartupSettings startup;
  private volatile @Nullable Operator operator;

  private ProxyServer(PenstockConfig config) throws InterruptedException {
    meters = ProxyMeters.create(Version.text());
    transports = Transports.open(config.listen());
    List<EventLoop> eventLoops = transports.backends().loops();
    sessions = new Sessions(eventLoops, new CancelKeys(config.fleet().id()));
    ClientCensus census = new ClientCensus(sessions);
    eventLoops.forEach(this::checkTimeouts);
    BackendConnector connector = new BackendConnector(transports.backends());
    pools = WirePools.start(transports.backends(), connector, this::poolListener);
    nodes = new Nodes(config, eventLoops.size(), new AroundNodes());
    twoPhases = new TwoPhases(nodes, meters::twoPhase);
    loads = new ShardLoads(meters, eventLoops.size());
    Routes routes = new Routes(nodes, meters::catalogLoaded);
    uniqueIds = new UniqueIds(nodes, routes::stale);
    databases =
        new Databases(
            pools,
            nodes,
            routes,
            twoPhases,
            eventLoops.size(),
            config,
            switches,
            new TargetMeters(meters, census, loads));
    loads.configure(databases::config);
    uniqueIds.configure(config);
    forgetDatabases(eventLoops.get(0));
    users = KnownUsers.of(config, nodes, strangers, blocking);
    startup = StartupSettings.of(config, users, tls(config.listen().tls()));
    ClientLog log = new ClientLog(() -> databases.config().log());
    SessionOpener opener =
        new SessionOpener(databases, sessions, new CancelSender(connector), meters, log);
    replications =
        new Replications(
            databases,
            new Replication.Services(
                pools,
                connector,
                sessions.cancelKeys(),
                new CancelSender(connector),
                log,
                meters::loginRefused),
            opener::nextId);
    console =
        new ServerConsole(
            databases, nodes, pools, sessions, replications, switches, loads, new ConsoleControl());
    console.sampleOn(eventLoops.get(0));
    ConsoleOpener consoles = new ConsoleOpener(console, sessions.cancelKeys(), opener::nextId, log);
    FleetCancels fleet =
        new FleetCancels(
            () -> databases.config().fleet(), new CancelSender(connector), transports.group());
    Door door =
        new Door(sessions, databases, opener, consoles, replications, switches, fleet, meters);
    reception = new Reception(door, () -> startup, strangers, blocking);
    meters.eventLoops(eventLoops);
    meters.pools(pools);
    meters.clients(sessions::count, () -> databases.config().limits().maxClients());
    listener = listen(config.listen());
    LOG.info(
        "listening on {} ({}, {} event loops)",
        address(),
        transports.transport().key(),
        eventLoops.size());
  }

  /**
   * Starts; the address can be connected to when this returns.
   *
   * @throws IllegalStateException when the configuration cannot be carried out here, as when the
   *     port is taken
   */
  public static ProxyServer start(PenstockConfig config) throws InterruptedException {
    return new ProxyServer(config);
  }

  /** Who is asked for RELOAD and SHUTDOWN; without one the first is refused, the second closes. */
  public void operatedBy(Operator runner) {
    operator = runner;
  }

  /** What the console may do to this server. */
  private final class ConsoleControl implements ServerConsole.Control {
    @Override
    public PenstockConfig readConfig() {
      return ProxyServer.this.readConfig();
    }

    @Override
    public List<ConfigDifference.Change> reloadFile() {
      return reload();
    }

    @Override
    public void apply(PenstockConfig config) {
      reload(config);
    }

    @Override
    public void shutdown(ShutdownMode mode) {
      Operator runner = operator;
      if (runner == null) {
        Thread.ofVirtual().name("console-shutdown").start(ProxyServer.this::close);
      } else {
        runner.shutdown(mode);
      }
    }

    @Override
    public Executor blocking() {
      return blocking;
    }

    @Override
    public IntSupplier loggingIn() {
      return () -> reception.strangers();
    }
  }

  private final class AroundNodes implements Nodes.Surroundings {
    @Override
    public void reachable(Endpoint endpoint) {
      pools.reachable(endpoint);
    }

    @Override
    public void fence(String database, String node) {
      pools.fence(database, node);
    }

    @Override
    public void lost(String database, String node) {
      pools.nodeLost(database, node);
    }

    @Override
    public void watched(String database, String node) {
      meters.node(database, node, () -> nodes.watching(database));
    }
  }

  private void checkTimeouts(EventLoop eventLoop) {
    SessionLoop loop = sessions.loop(eventLoop);
    var unused =
        eventLoop.scheduleWithFixedDelay(
            () -> loop.checkTimeouts(System.nanoTime()),
            TIMEOUT_CHECK_MILLIS,
            TIMEOUT_CHECK_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  private void forgetDatabases(EventLoop eventLoop) {
    var unused = eventLoop.scheduleWithFixedDelay(databases::forgetUnused, 1, 1, TimeUnit.SECONDS);
  }

  private PoolListener poolListener(PoolKey key) {
    return new SuspiciousFailures(meters.pool(key), nodes, key);
  }

  private static @Nullable ServerTls tls(@Nullable TlsConfig config) {
    return config == null || config.mode() == TlsMode.DISABLE ? null : ServerTls.load(config);
  }

  private Channel listen(ListenConfig listen) throws InterruptedException {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(transports.group())
            .channel(transports.serverChannel())
            .option(ChannelOption.SO_BACKLOG, listen.backlog())
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.AUTO_READ, false)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast("reads", ReadLoop.pausedAtFirst())
                        .addLast("startup", reception.newHandler());
                  }
                });
    if (listen.reusePort() && transports.sharesPorts()) {
      bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
    }
    return bootstrap.bind(new InetSocketAddress(listen.address(), listen.port())).sync().channel();
  }

  /** Where clients connect. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  /** The configuration in force. */
  public PenstockConfig config() {
    return databases.config();
  }

  public ProxyMeters meters() {
    return meters;
  }

  /**
   * Puts another configuration in force: new logins and new leases follow it; what runs goes on.
   * Certificates are read again. Blocks on their files.
   *
   * @throws IllegalStateException when it cannot be carried out; then nothing has changed
   */
  public synchronized void reload(PenstockConfig changed) {
    KnownUsers nextUsers;
    StartupSettings next;
    Map<TlsConfig, BackendTls> certificates;
    try {
      keepsPlacement(config(), changed);
      nextUsers = KnownUsers.of(changed, nodes, strangers, blocking);
      next = StartupSettings.of(changed, nextUsers, tls(changed.listen().tls()));
      certificates = Nodes.readTls(changed);
    } catch (RuntimeException e) {
      meters.reloaded(false);
      throw new IllegalStateException(e.getMessage(), e);
    }
    KnownUsers before = users;
    databases.reload(changed, certificates);
    loads.configure(databases::config);
    uniqueIds.configure(changed);
    users = nextUsers;
    startup = next;
    before.targetsWithout(nextUsers).forEach(nodes.control()::forget);
    meters.reloaded(true);
  }

  /** A reload moves no rows: they would be looked for where they are not. */
  private void keepsPlacement(PenstockConfig before, PenstockConfig changed) {
    before
        .databases()
        .forEach((name, database) -> {
          DatabaseConfig after = changed.databases().get(name);
          if (after != null && !keepsPlacement(name, database.sharding(), after.sharding())) {
            throw new IllegalStateException(
                "databases.%s.sharding: found another placement of keys than the one in force (expected:"
                        .formatted(name)
                    + " the same, with new shards at the end and without keys; bin/penstock shards"
                    + " plan tells what would move, bin/penstock shards move moves it)");
          }
        });
  }

  private boolean keepsPlacement(
      String name, @Nullable ShardingConfig old, @Nullable ShardingConfig now) {
    if (old == null || now == null) {
      return old == null && now == null;
    }
    if (!old.numbersAs(now) || !old.spreadsAs(now)) {
      return false;
    }
    MoveRecord move = old.placesAs(now) ? databases.knownMove(name) : databases.followMove(name);
    if (move == null || move.finished()) {
      return old.placesAs(now) || (move != null && now.placesAs(move.after()));
    }
    return move.obstacle(now) == null;
  }

  /**
   * Has the operator read the file again, puts it in force and logs what it changes: what RELOAD on
   * the console and SIGHUP both do. Blocks.
   *
   * @return what has changed
   * @throws RuntimeException when the file cannot be read or carried out; then nothing has changed
   */
  public List<ConfigDifference.Change> reload() {
    PenstockConfig before = config();
    PenstockConfig read;
    try {
      read = readConfig();
    } catch (RuntimeException e) {
      meters.reloaded(false);
      throw e;
    }
    reload(read);
    List<ConfigDifference.Change> changes = ConfigDifference.between(before, read);
    if (changes.isEmpty()) {
      LOG.info("reloaded: the configuration says what it said before");
    }
    changes.forEach(change -> LOG.info("reloaded: {}", change));
    return changes;
  }

  private PenstockConfig readConfig() {
    Operator runner = operator;
    if (runner == null) {
      throw new IllegalStateException("this proxy was not started from a file");
    }
    return runner.readConfig();
  }

  /**
   * Lets no new client in and waits until every session has ended of itself.
   *
   * @return whether they all have within the deadline
   */
  public boolean drain(Duration deadline) {
    stopListening();
    try {
      return sessions.drain(deadline);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Lets no new client in; those there are go on. */
  public void stopListening() {
    listener.close().syncUninterruptibly();
  }

  /** Waits until all clients have left, those of the console excepted, however long that takes. */
  public void awaitClients() throws InterruptedException {
    sessions.awaitNone(() -> reception.strangers() == 0 && replications.all().isEmpty());
  }

  /** Stops at once: no new clients, every session ended with an error, every backend closed. */
  @Override
  public void close() {
    stopListening();
    sessions.endAll();
    console.endAll();
    replications.closeAll();
    uniqueIds.close();
    databases.close();
    nodes.close();
    meters.close();
    pools.closeAll().completeOnTimeout(null, GRACE.toMillis(), TimeUnit.MILLISECONDS).join();
    pools.close();
    transports
        .group()
        .shutdownGracefully(0, GRACE.toMillis(), TimeUnit.MILLISECONDS)
        .syncUninterruptibly();
    blocking.shutdownNow();
  }

  Databases databases() {
    return databases;
  }

  TwoPhases twoPhases() {
    return twoPhases;
  }

  WirePools pools() {
    return pools;
  }

  Sessions sessions() {
    return sessions;
  }

  Nodes nodes() {
    return nodes;
  }
}
