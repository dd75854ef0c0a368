package io.penstock.proxy.server;

import io.netty.channel.EventLoop;
import io.penstock.config.ConfigDifference;
import io.penstock.config.ConfigDifference.Change;
import io.penstock.config.InvalidConfigException;
import io.penstock.config.PenstockConfig;
import io.penstock.pool.Backend;
import io.penstock.pool.BackendSnapshot;
import io.penstock.pool.WirePool;
import io.penstock.pool.WirePools;
import io.penstock.pool.node.NodeBan;
import io.penstock.proxy.console.ConnectionView;
import io.penstock.proxy.console.ConsoleServer;
import io.penstock.proxy.console.ConsoleSession;
import io.penstock.proxy.console.DatabaseView;
import io.penstock.proxy.console.MoveView;
import io.penstock.proxy.console.PinView;
import io.penstock.proxy.console.PoolView;
import io.penstock.proxy.console.ReplicaView;
import io.penstock.proxy.console.RouteView;
import io.penstock.proxy.console.ShardView;
import io.penstock.proxy.console.ShutdownMode;
import io.penstock.proxy.console.TrafficSampler;
import io.penstock.proxy.console.TrafficView;
import io.penstock.proxy.console.UserView;
import io.penstock.proxy.console.WarningView;
import io.penstock.proxy.session.Session;
import io.penstock.wire.SqlState;
import io.penstock.wire.backend.ErrorFields;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The server as the admin console sees and commands it. Any thread. */
final class ServerConsole implements ConsoleServer {
  private static final long TICK_SECONDS = 1;
  private static final long CLOSED_CHECK_MILLIS = 50;

  private static final ErrorFields KILLED =
      ErrorFields.fatal(
          SqlState.ADMIN_SHUTDOWN, "terminating connection due to administrator command");

  private final Databases databases;
  private final ReplicaViews replicas;
  private final WirePools pools;
  private final Sessions sessions;
  private final Replications replications;
  private final DatabaseSwitches switches;
  private final Control control;
  private final ShardLoads loads;
  private final ConsoleViews views;
  private final TrafficSampler sampler = new TrafficSampler(System::nanoTime);
  private final Set<ConsoleSession> consoles = ConcurrentHashMap.newKeySet();

  /** What the console needs of the process around the server. */
  interface Control {
    /**
     * Reads the configuration file anew. May block.
     *
     * @throws InvalidConfigException when it has mistakes
     * @throws IllegalStateException when the process was not started from a file
     */
    PenstockConfig readConfig();

    /** Reads the file again and puts it in force; blocks. */
    List<Change> reloadFile();

    /**
     * Puts a configuration in force, all of it or nothing. May block.
     *
     * @throws IllegalStateException when it cannot be carried out
     */
    void apply(PenstockConfig config);

    /** Begins to stop; returns at once. */
    void shutdown(ShutdownMode mode);

    /** Where the two that may block are run. */
    Executor blocking();

    /** How many clients have connected and not yet logged in. */
    IntSupplier loggingIn();
  }

  ServerConsole(
      Databases databases,
      Nodes nodes,
      WirePools pools,
      Sessions sessions,
      Replications replications,
      DatabaseSwitches switches,
      ShardLoads loads,
      Control control) {
    this.replications = replications;
    this.databases = databases;
    this.replicas = new ReplicaViews(databases, nodes);
    this.pools = pools;
    this.sessions = sessions;
    this.switches = switches;
    this.loads = loads;
    this.control = control;
    this.views = new ConsoleViews(databases, pools, sessions, replications, switches);
  }

  /** Takes samples for the averages from now on, on this loop. */
  void sampleOn(EventLoop loop) {
    var unused =
        loop.scheduleWithFixedDelay(
            () -> {
              sampler.tick(views.totals());
              loads.sample();
            },
            0,
            TICK_SECONDS,
            TimeUnit.SECONDS);
  }

  @Override
  public String version() {
    return Version.text();
  }

  @Override
  public PenstockConfig config() {
    return databases.config();
  }

  @Override
  public void opened(ConsoleSession session) {
    consoles.add(session);
  }

  @Override
  public void closed(ConsoleSession session) {
    consoles.remove(session);
  }

  /** Ends all sessions of the console: the last thing before the listener's loops stop. */
  void endAll() {
    ErrorFields error =
        ErrorFields.fatal(
            SqlState.ADMIN_SHUTDOWN, "terminating connection: the proxy is shutting down");
    consoles.forEach(session -> session.terminate(error));
  }

  // ---- what SHOW shows

  @Override
  public CompletableFuture<List<ConnectionView>> clients() {
    return views
        .clients()
        .thenApply(clients -> {
          List<ConnectionView> all = new ArrayList<>(clients);
          consoles.forEach(session -> all.add(session.view()));
          return all;
        });
  }

  @Override
  public CompletableFuture<List<ConnectionView>> servers() {
    return views.servers();
  }

  @Override
  public CompletableFuture<List<PoolView>> pools() {
    return views.pools();
  }

  @Override
  public CompletableFuture<List<DatabaseView>> databases() {
    return views.databases();
  }

  @Override
  public CompletableFuture<List<UserView>> users() {
    return views.users();
  }

  @Override
  public CompletableFuture<List<PinView>> pins() {
    return views.pins();
  }

  @Override
  public List<ReplicaView> replicas() {
    return replicas.of(views.served());
  }

  @Override
  public List<RouteView> routes() {
    return views.routes();
  }

  @Override
  public List<ShardView> shards() {
    return replicas.shards(views::connections, loads);
  }

  @Override
  public List<WarningView> warnings() {
    return views.warnings();
  }

  @Override
  public List<TrafficView> traffic() {
    List<TrafficView> traffic = new ArrayList<>();
    views
        .totals()
        .forEach(
            (name, totals) -> traffic.add(new TrafficView(name, totals, sampler.average(name))));
    return traffic;
  }

  @Override
  public int loggingIn() {
    return control.loggingIn().getAsInt();
  }

  // ---- what commands do

  @Override
  public boolean knows(String database) {
    return views.names().contains(database);
  }

  @Override
  public boolean paused(@Nullable String database) {
    return switches.paused(database);
  }

  @Override
  public CompletableFuture<Void> pause(@Nullable String database) {
    switches.pause(database);
    return CompletableFuture.allOf(
        poolsOf(database).stream().map(WirePool::pause).toArray(CompletableFuture[]::new));
  }

  @Override
  public void resume(@Nullable String database) {
    switches.resume(database);
    switches.release(poolsOf(database));
  }

  @Override
  public CompletableFuture<Void> kill(@Nullable String database) {
    CompletableFuture<Void> empty = pause(database);
    for (Replication replication : replications.all()) {
      if (isOf(replication.database(), database)) {
        replication.terminate();
      }
    }
    return sessions
        .ask(loop -> {
          List<Session> all = List.copyOf(loop.sessions());
          all.stream()
              .filter(session -> isOf(session.target().database(), database))
              .forEach(ServerConsole::disconnect);
          return all.size();
        })
        .thenCompose(done -> empty);
  }

  /** The session would clean its backend for the next one; there is to be none, so it is closed. */
  private static void disconnect(Session session) {
    List<Backend> held = ConsoleViews.held(session);
    session.fail(KILLED);
    for (Backend backend : held) {
      var unused = backend.channel().close();
    }
  }

  /**
   * Ends the session only: what its backend is doing is cancelled and rolled back, and the backend
   * serves others.
   */
  @Override
  public CompletableFuture<Boolean> killClient(long id) {
    for (ConsoleSession console : consoles) {
      if (console.view().shownAs(id)) {
        console.terminate(KILLED);
        return CompletableFuture.completedFuture(true);
      }
    }
    for (Replication replication : replications.all()) {
      if (ConnectionView.shownAs(replication.id(), id)) {
        replication.terminate();
        return CompletableFuture.completedFuture(true);
      }
    }
    return sessions
        .ask(loop -> {
          Predicate<Session> wanted =
              session -> ConnectionView.shownAs(session.identity().id(), id);
          List<Session> found = loop.sessions().stream().filter(wanted).toList();
          found.forEach(session -> session.fail(KILLED));
          return !found.isEmpty();
        })
        .thenApply(answers -> answers.contains(true));
  }

  @Override
  public void reconnect(@Nullable String database) {
    poolsOf(database).forEach(WirePool::reconnect);
  }

  @Override
  public CompletableFuture<Void> waitClose(@Nullable String database) {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    checkClosed(database, closed);
    return closed;
  }

  private void checkClosed(@Nullable String database, CompletableFuture<Void> closed) {
    List<CompletableFuture<List<BackendSnapshot>>> backends =
        poolsOf(database).stream().map(WirePool::backends).toList();
    var unused =
        CompletableFuture.allOf(backends.toArray(CompletableFuture[]::new))
            .whenComplete((done, failure) -> {
              if (failure != null) {
                closed.completeExceptionally(failure);
              } else if (backends.stream()
                  .flatMap(list -> list.join().stream())
                  .noneMatch(BackendSnapshot::closeNeeded)) {
                closed.complete(null);
              } else {
                CompletableFuture.delayedExecutor(
                        CLOSED_CHECK_MILLIS, TimeUnit.MILLISECONDS, control.blocking())
                    .execute(() -> checkClosed(database, closed));
              }
            });
  }

  @Override
  public void disable(String database, boolean disabled) {
    switches.disable(database, disabled);
  }

  @Override
  public int ban(String node, @Nullable String database, @Nullable NodeBan ban) {
    return replicas.ban(
        views.served().stream().filter(name -> isOf(name, database)).toList(), node, ban);
  }

  @Override
  public CompletableFuture<List<Change>> reload(boolean apply) {
    return CompletableFuture.supplyAsync(
        () -> {
          if (apply) {
            return control.reloadFile();
          }
          return ConfigDifference.between(databases.config(), control.readConfig());
        },
        control.blocking());
  }

  @Override
  public CompletableFuture<Void> configure(PenstockConfig changed) {
    return CompletableFuture.runAsync(() -> control.apply(changed), control.blocking());
  }

  @Override
  public CompletableFuture<MoveView> followMove(String database, Duration patience) {
    return CompletableFuture.supplyAsync(
        () -> MoveViews.follow(databases, sessions, database, patience), control.blocking());
  }

  @Override
  public void shutdown(ShutdownMode mode) {
    control.shutdown(mode);
  }

  private List<WirePool> poolsOf(@Nullable String database) {
    return pools.all().stream().filter(pool -> isOf(pool.key().database(), database)).toList();
  }

  /** Whether a database or shard of this name is meant by the name of a database or shard. */
  private static boolean isOf(String name, @Nullable String database) {
    return database == null
        || database.equals(name)
        || database.equals(PenstockConfig.databaseOf(name));
  }
}
