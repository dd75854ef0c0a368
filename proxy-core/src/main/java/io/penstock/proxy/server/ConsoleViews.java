package io.penstock.proxy.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.ssl.SslHandler;
import io.penstock.config.DatabaseConfig;
import io.penstock.config.PenstockConfig;
import io.penstock.config.PoolConfig;
import io.penstock.config.PoolMode;
import io.penstock.config.UserConfig;
import io.penstock.metrics.RouteCounter;
import io.penstock.metrics.TrafficTotals;
import io.penstock.pool.Backend;
import io.penstock.pool.BackendSnapshot;
import io.penstock.pool.PoolCounts;
import io.penstock.pool.WirePool;
import io.penstock.pool.WirePools;
import io.penstock.pool.connect.Endpoint;
import io.penstock.proxy.catalog.UniqueOnShards;
import io.penstock.proxy.console.ConnectionView;
import io.penstock.proxy.console.DatabaseView;
import io.penstock.proxy.console.PinView;
import io.penstock.proxy.console.PoolView;
import io.penstock.proxy.console.RouteView;
import io.penstock.proxy.console.UserView;
import io.penstock.proxy.console.WarningView;
import io.penstock.proxy.session.Session;
import io.penstock.proxy.session.SessionState;
import io.penstock.sql.PinReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Collects what the console shows, from the loops that know it. Never blocks; any thread. */
final class ConsoleViews {
  private static final PoolCounts NO_BACKENDS = new PoolCounts(0, 0, 0, 0, 0, 0);

  private final Databases databases;
  private final WirePools pools;
  private final Sessions sessions;
  private final Replications replications;
  private final DatabaseSwitches switches;

  ConsoleViews(
      Databases databases,
      WirePools pools,
      Sessions sessions,
      Replications replications,
      DatabaseSwitches switches) {
    this.replications = replications;
    this.databases = databases;
    this.pools = pools;
    this.sessions = sessions;
    this.switches = switches;
  }

  CompletableFuture<List<ConnectionView>> clients() {
    return ofSessions(ConsoleViews::client)
        .thenApply(sessions -> {
          List<ConnectionView> all = new ArrayList<>(sessions);
          replications.all().forEach(replication -> all.add(replication.clientView()));
          return sorted(all, Comparator.comparingLong(ConnectionView::id));
        });
  }

  private static ConnectionView client(Session session) {
    long now = System.nanoTime();
    Instant wallClock = Instant.now();
    List<Backend> held = ConsoleViews.held(session);
    Backend backend = held.isEmpty() ? null : held.getFirst();
    long since = session.waitingSince();
    String state =
        session.state() == SessionState.WAITING ? "waiting" : backend == null ? "idle" : "active";
    Channel channel = session.client();
    return new ConnectionView(
        ConnectionView.Kind.CLIENT,
        session.identity().id(),
        session.target().user(),
        session.target().database(),
        state,
        ConnectionView.Ends.of(session.identity().address(), channel.localAddress(), tls(channel)),
        new ConnectionView.Times(
            session.identity().connected(),
            wallClock.minusNanos(now - session.lastActive()),
            since == 0 ? 0 : now - since),
        false,
        backend == null
            ? ConnectionView.Link.NONE
            : new ConnectionView.Link(backend.id(), backend.processId()),
        new ConnectionView.Traits(
            session.applicationName(), session.preparedStatements(), pendingBytes(channel)));
  }

  /** The backends of a session, of several shards if its transaction is on several. */
  static List<Backend> held(Session session) {
    Backend backend = session.backend();
    List<Backend> further = session.furtherBackends();
    if (backend == null) {
      return further;
    }
    List<Backend> all = new ArrayList<>(further);
    all.addFirst(backend);
    return all;
  }

  /** Protocol and cipher of a connection, or nothing. */
  static String tls(Channel channel) {
    SslHandler handler = channel.pipeline().get(SslHandler.class);
    if (handler == null) {
      return "";
    }
    var session = handler.engine().getSession();
    return session.getProtocol() + "/" + session.getCipherSuite();
  }

  private static long pendingBytes(Channel channel) {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes();
  }

  CompletableFuture<List<ConnectionView>> servers() {
    record Lease(List<Backend> backends, long session) {}

    CompletableFuture<List<Lease>> leases =
        ofSessions(session -> new Lease(held(session), session.identity().id()));
    return leases.thenCompose(found -> {
      Map<Long, Long> sessionOf = new HashMap<>();
      found.forEach(lease ->
          lease.backends().forEach(backend -> sessionOf.put(backend.id(), lease.session())));
      return ofPools(pool ->
              pool.backends()
                  .thenApply(backends ->
                      backends.stream().map(backend -> server(pool, backend, sessionOf)).toList()))
          .thenApply(this::withReplications);
    });
  }

  private List<ConnectionView> withReplications(List<ConnectionView> pooled) {
    List<ConnectionView> all = new ArrayList<>(pooled);
    for (Replication replication : replications.all()) {
      ConnectionView view = replication.serverView();
      if (view != null) {
        all.add(view);
      }
    }
    return all;
  }

  private static ConnectionView server(
      WirePool pool, BackendSnapshot backend, Map<Long, Long> sessionOf) {
    long now = System.nanoTime();
    Instant wallClock = Instant.now();
    Endpoint endpoint = pool.spec().endpoint();
    String local = backend.localAddress();
    int colon = local.lastIndexOf(':');
    return new ConnectionView(
        ConnectionView.Kind.SERVER,
        backend.id(),
        pool.key().user(),
        pool.key().database(),
        backend.state().equals("leased") ? "active" : backend.state(),
        new ConnectionView.Ends(
            endpoint.host(),
            endpoint.port(),
            colon < 0 ? local : local.substring(local.indexOf('/') + 1, colon),
            colon < 0 ? 0 : Integer.parseInt(local.substring(colon + 1)),
            backend.tls() ? "TLS" : ""),
        new ConnectionView.Times(
            wallClock.minusNanos(now - backend.createdNanos()),
            wallClock.minusNanos(now - backend.lastUsedNanos()),
            0),
        backend.closeNeeded(),
        new ConnectionView.Link(sessionOf.getOrDefault(backend.id(), 0L), backend.processId()),
        new ConnectionView.Traits(backend.parameters().get("application_name"), 0, 0));
  }

  /** A database and a user on its backends. */
  private record Name(String database, String user) {}

  CompletableFuture<List<PoolView>> pools() {
    record Client(Name pool, boolean waiting) {}

    return ofSessions(session ->
            new Client(
                new Name(session.target().database(), backendUser(session)),
                session.state() == SessionState.WAITING))
        .thenApply(clients -> {
          Map<Name, PoolView> views =
              new TreeMap<>(Comparator.comparing(Name::database).thenComparing(Name::user));
          for (WirePool pool : pools.all()) {
            Name name = new Name(pool.key().database(), pool.key().user());
            PoolMode mode = pool.spec().settings().mode();
            merge(views, name, mode, 0, 0, pool.counts());
          }
          for (Client client : clients) {
            int waiting = client.waiting() ? 1 : 0;
            merge(
                views,
                client.pool(),
                rules(client.pool()).mode(),
                1 - waiting,
                waiting,
                NO_BACKENDS);
          }
          return List.copyOf(views.values());
        });
  }

  private static void merge(
      Map<Name, PoolView> views,
      Name name,
      PoolMode mode,
      int active,
      int waiting,
      PoolCounts counts) {
    views.merge(
        name,
        new PoolView(name.database(), name.user(), mode, active, waiting, counts),
        (a, b) ->
            new PoolView(
                a.database(),
                a.user(),
                a.mode(),
                a.clientsActive() + b.clientsActive(),
                a.clientsWaiting() + b.clientsWaiting(),
                sum(a.backends(), b.backends())));
  }

  private static PoolCounts sum(PoolCounts a, PoolCounts b) {
    return new PoolCounts(
        a.idle() + b.idle(),
        a.active() + b.active(),
        a.opening() + b.opening(),
        a.waiting() + b.waiting(),
        Math.max(a.longestWaitNanos(), b.longestWaitNanos()),
        a.total() + b.total());
  }

  private static String backendUser(Session session) {
    Backend backend = session.backend();
    WirePool pool = backend == null ? session.target().home().pool() : backend.pool();
    return pool == null ? session.target().user() : pool.key().user();
  }

  private PoolConfig rules(Name pool) {
    PenstockConfig config = databases.config();
    DatabaseConfig database = config.database(pool.database());
    return (database == null ? config.pool() : database.pool())
        .overriddenBy(config.users().getOrDefault(pool.user(), UserConfig.defaults()));
  }

  CompletableFuture<List<DatabaseView>> databases() {
    return ofSessions(session -> session.target().database())
        .thenApply(clients -> {
          PenstockConfig config = databases.config();
          List<DatabaseView> views = new ArrayList<>();
          for (String name : names()) {
            DatabaseConfig database = config.database(name);
            if (database != null) {
              views.add(
                  new DatabaseView(
                      name,
                      database,
                      connections(pool ->
                          PenstockConfig.databaseOf(pool.key().database()).equals(name) ? 1 : 0),
                      occurrences(clients, name),
                      switches.paused(name),
                      switches.disabled(name)));
            }
          }
          return views;
        });
  }

  CompletableFuture<List<UserView>> users() {
    return ofSessions(session -> session.target().user())
        .thenApply(clients -> {
          PenstockConfig config = databases.config();
          Set<String> names = new TreeSet<>(config.users().keySet());
          databases.targets().forEach(target -> names.add(target.user()));
          List<UserView> views = new ArrayList<>();
          for (String name : names) {
            UserConfig user = config.users().getOrDefault(name, UserConfig.defaults());
            views.add(
                new UserView(
                    name,
                    user,
                    config.pool().overriddenBy(user),
                    connections(pool -> pool.key().user().equals(name) ? 1 : 0),
                    occurrences(clients, name)));
          }
          return views;
        });
  }

  /** The backends of a database or shard. */
  int connections(String name) {
    return connections(pool -> pool.key().database().equals(name) ? 1 : 0);
  }

  private int connections(ToIntFunction<WirePool> counted) {
    return pools.all().stream()
        .mapToInt(pool -> counted.applyAsInt(pool) * pool.counts().total())
        .sum();
  }

  private static int occurrences(List<String> all, String wanted) {
    return (int) all.stream().filter(wanted::equals).count();
  }

  CompletableFuture<List<PinView>> pins() {
    return ofSessions(ConsoleViews::pinned)
        .thenApply(all -> sorted(all, Comparator.comparingLong(PinView::client)));
  }

  private static @Nullable PinView pinned(Session session) {
    Backend backend = session.backend();
    Set<PinReason> reasons = session.pinReasons();
    return backend == null || reasons.isEmpty()
        ? null
        : new PinView(
            session.identity().id(),
            session.target().database(),
            session.target().user(),
            backend.id(),
            backend.processId(),
            reasons);
  }

  /** What each database has done since the start, by name. */
  Map<String, TrafficTotals> totals() {
    Map<String, TrafficTotals> totals = new TreeMap<>();
    names().forEach(name -> totals.put(name, TrafficTotals.ZERO));
    for (ProxyTarget target : databases.targets()) {
      totals.merge(target.database(), target.totals(), TrafficTotals::plus);
    }
    return totals;
  }

  /** Where statements of all users of each database went. */
  List<RouteView> routes() {
    Map<String, Map<List<String>, Long>> sums = new TreeMap<>();
    for (ProxyTarget target : databases.targets()) {
      Map<List<String>, Long> ofDatabase =
          sums.computeIfAbsent(target.database(), missing -> new LinkedHashMap<>());
      for (RouteCounter counter : RouteCounters.of(target)) {
        List<String> words =
            switch (counter.kind()) {
              case ROUTED -> counter.labels();
              case FALLBACK -> List.of("fallback", counter.labels().getFirst());
              case RETRY -> List.of("retry", "failed");
            };
        ofDatabase.merge(words, counter.count().getAsLong(), Long::sum);
      }
    }
    List<RouteView> views = new ArrayList<>();
    sums.forEach((database, counts) ->
        counts.forEach((words, count) -> {
          if (count > 0) {
            views.add(new RouteView(database, words.get(0), words.get(1), count));
          }
        }));
    return views;
  }

  List<WarningView> warnings() {
    List<WarningView> views = new ArrayList<>();
    for (String name : names()) {
      for (UniqueOnShards.Warning warning : databases.warnings(name)) {
        views.add(new WarningView(name, warning.table(), warning.name(), warning.why()));
      }
    }
    return views;
  }

  /** The same with the shards in the place of databases that have some. */
  Set<String> served() {
    PenstockConfig config = databases.config();
    Set<String> served = new TreeSet<>();
    names().forEach(name -> served.addAll(config.places(name)));
    return served;
  }

  /** The databases of the configuration, and those that only its {@code *} accounts for. */
  Set<String> names() {
    Set<String> names = new TreeSet<>(databases.config().databases().keySet());
    names.remove(PenstockConfig.ANY_DATABASE);
    databases.targets().forEach(target -> names.add(target.database()));
    return names;
  }

  /** What each session answers, on its loop; null is no answer. */
  private <T> CompletableFuture<List<T>> ofSessions(Question<T> question) {
    return sessions
        .ask(loop -> {
          List<T> answers = new ArrayList<>();
          for (Session session : loop.sessions()) {
            T answer = question.ask(session);
            if (answer != null) {
              answers.add(answer);
            }
          }
          return answers;
        })
        .thenApply(ConsoleViews::flat);
  }

  /** Asked of a session on its loop. */
  private interface Question<T> {
    @Nullable T ask(Session session);
  }

  private <T> CompletableFuture<List<T>> ofPools(
      Function<WirePool, CompletableFuture<List<T>>> question) {
    List<CompletableFuture<List<T>>> answers = pools.all().stream().map(question).toList();
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(done -> flat(answers.stream().map(CompletableFuture::join).toList()));
  }

  private static <T> List<T> flat(List<List<T>> lists) {
    return lists.stream().flatMap(List::stream).toList();
  }

  private static <T> List<T> sorted(List<T> all, Comparator<T> order) {
    return all.stream().sorted(order).toList();
  }
}
