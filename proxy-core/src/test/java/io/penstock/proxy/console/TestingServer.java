package io.penstock.proxy.console;

import io.penstock.config.ConfigDifference.Change;
import io.penstock.config.ConfigLoader;
import io.penstock.config.NodeConfig;
import io.penstock.config.NodeRole;
import io.penstock.config.PenstockConfig;
import io.penstock.config.PoolMode;
import io.penstock.metrics.TrafficTotals;
import io.penstock.pool.PoolCounts;
import io.penstock.pool.node.BreakerState;
import io.penstock.pool.node.NodeBan;
import io.penstock.pool.node.NodeReading;
import io.penstock.pool.node.NodeStatus;
import io.penstock.pool.node.ObservedRole;
import io.penstock.pool.node.ReplicationLag;
import io.penstock.sql.PinReason;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A server of one database with known numbers, which notes what it was told to do. */
final class TestingServer implements ConsoleServer {
  static final Instant TIME = Instant.parse("2026-11-20T05:06:07.891Z");

  private static final String YAML =
      """
      admin: {users: [admin], stats-users: [stats]}
      limits: {max-clients: 321}
      users:
        app: {password: "it is secret", max-connections: 7}
        admin: {password: "also secret"}
        stats: {password: "and this"}
      databases:
        shop:
          dbname: shopdb
          nodes:
            - {name: pg-a, host: 10.0.0.1, port: 5433, role: primary}
            - {name: pg-b, host: 10.0.0.2, port: 5434}
          pool: {size: 10, max-lifetime: 30m}
      """;

  final List<String> done = new ArrayList<>();
  final Set<ConsoleSession> sessions = new HashSet<>();
  PenstockConfig config = ConfigLoader.parse(YAML);

  /** What the next PAUSE, KILL, WAIT_CLOSE, RELOAD or SHOW POOLS waits for. */
  CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

  List<Change> changes = List.of(new Change("pool.size", "25", "30", true));
  List<PoolView> pools =
      List.of(
          new PoolView(
              "shop",
              "app",
              PoolMode.TRANSACTION,
              5,
              2,
              new PoolCounts(3, 4, 1, 2, 1_500_000_000L, 8)));
  boolean allPaused;

  @Override
  public String version() {
    return "1.2.3";
  }

  @Override
  public PenstockConfig config() {
    return config;
  }

  @Override
  public void opened(ConsoleSession session) {
    sessions.add(session);
  }

  @Override
  public void closed(ConsoleSession session) {
    sessions.remove(session);
  }

  @Override
  public CompletableFuture<List<ConnectionView>> clients() {
    return CompletableFuture.completedFuture(
        List.of(
            client(11, "idle", 0),
            client(12, "waiting", 2_000_003_000L),
            client((1L << 31) + 13, "active", 0)));
  }

  private static ConnectionView client(long id, String state, long waited) {
    return new ConnectionView(
        ConnectionView.Kind.CLIENT,
        id,
        "app",
        "shop",
        state,
        ConnectionView.Ends.of(
            new InetSocketAddress("192.0.2.1", 40_000),
            new InetSocketAddress("192.0.2.9", 6432),
            "TLSv1.3/X"),
        new ConnectionView.Times(TIME, TIME.plusSeconds(1), waited),
        false,
        state.equals("active") ? new ConnectionView.Link(77, 4711) : ConnectionView.Link.NONE,
        new ConnectionView.Traits("Größe", 3, 9));
  }

  @Override
  public CompletableFuture<List<ConnectionView>> servers() {
    return CompletableFuture.completedFuture(
        List.of(
            new ConnectionView(
                ConnectionView.Kind.SERVER,
                77,
                "app",
                "shop",
                "active",
                new ConnectionView.Ends("10.0.0.1", 5433, "192.0.2.9", 50_000, ""),
                new ConnectionView.Times(TIME, TIME, 0),
                true,
                new ConnectionView.Link((1L << 31) + 13, 4711),
                new ConnectionView.Traits(null, 0, 0))));
  }

  @Override
  public CompletableFuture<List<PoolView>> pools() {
    return gate.thenApply(opened -> pools);
  }

  @Override
  public CompletableFuture<List<DatabaseView>> databases() {
    return CompletableFuture.completedFuture(
        List.of(
            new DatabaseView(
                "shop", Objects.requireNonNull(config.database("shop")), 8, 7, allPaused, true)));
  }

  @Override
  public CompletableFuture<List<UserView>> users() {
    return CompletableFuture.completedFuture(
        List.of(
            new UserView(
                "app", Objects.requireNonNull(config.users().get("app")), config.pool(), 8, 7)));
  }

  @Override
  public CompletableFuture<List<PinView>> pins() {
    return CompletableFuture.completedFuture(
        List.of(
            new PinView(
                12,
                "shop",
                "app",
                77,
                4711,
                EnumSet.of(PinReason.LISTEN, PinReason.TEMPORARY_TABLE))));
  }

  @Override
  public List<RouteView> routes() {
    return List.of(new RouteView("shop", "replica", "read", 90));
  }

  @Override
  public List<ShardView> shards() {
    return List.of(
        new ShardView(
            "orders",
            "s0",
            "consistent-hash",
            1,
            "orders_0",
            "pg-a",
            3,
            7,
            new ShardView.Load(20, 3_000, 400, 0.625, 1.875)),
        new ShardView(
            "orders",
            "s1",
            "consistent-hash",
            2,
            "orders",
            null,
            1,
            0,
            new ShardView.Load(0, 0, 0, Double.NaN, Double.NaN)));
  }

  @Override
  public List<WarningView> warnings() {
    return List.of(new WarningView("orders", "public.orders", "id", "it counts on each shard"));
  }

  @Override
  public List<ReplicaView> replicas() {
    List<NodeConfig> nodes = Objects.requireNonNull(config.database("shop")).nodes();
    return List.of(
        new ReplicaView(
            "shop",
            nodes.get(0),
            new NodeStatus(
                "pg-a",
                NodeRole.PRIMARY,
                new NodeReading(ObservedRole.PRIMARY, 3, 0x1_2345_6789L, -1, null, null),
                true,
                ReplicationLag.NONE,
                null),
            "primary",
            ReplicaView.State.UP,
            BreakerState.CLOSED,
            null,
            new ReplicaView.Load(0, 0),
            null),
        new ReplicaView(
            "shop",
            nodes.get(1),
            new NodeStatus(
                "pg-b",
                NodeRole.AUTO,
                new NodeReading(ObservedRole.REPLICA, 3, 0xFF, 0x1_0000_0000L, TIME, "streaming"),
                true,
                new ReplicationLag(1024, 2_500_000_000L, false),
                null),
            "replica",
            ReplicaView.State.BANNED,
            BreakerState.HALF_OPEN,
            new NodeBan(TIME.plusSeconds(60), "its disk is replaced"),
            new ReplicaView.Load(4, 750_000),
            null));
  }

  @Override
  public int ban(String node, @Nullable String database, @Nullable NodeBan ban) {
    if (!node.equals("pg-b") || (database != null && !knows(database))) {
      return 0;
    }
    done.add(
        ban == null
            ? "unban pg-b in " + database
            : "ban pg-b in %s, %s, %s"
                .formatted(
                    database, ban.until() == null ? "for ever" : "for a time", ban.reason()));
    return 1;
  }

  @Override
  public List<TrafficView> traffic() {
    TrafficTotals total = new TrafficTotals(1, 2, 3, 4, 5, 6_000, 7_000, 8_000, 9, 10, 11, 12, 13);
    TrafficTotals average =
        new TrafficTotals(21, 22, 23, 24, 25, 26_000, 27_000, 28_000, 29, 30, 31, 32, 33);
    return List.of(
        new TrafficView("orders", total, average), new TrafficView("shop", total, average));
  }

  @Override
  public int loggingIn() {
    return 4;
  }

  @Override
  public boolean knows(String database) {
    return database.equals("shop");
  }

  @Override
  public boolean paused(@Nullable String database) {
    return allPaused;
  }

  @Override
  public CompletableFuture<Void> pause(@Nullable String database) {
    allPaused = true;
    return told("pause " + database);
  }

  @Override
  public void resume(@Nullable String database) {
    allPaused = false;
    done.add("resume " + database);
  }

  @Override
  public CompletableFuture<Void> kill(@Nullable String database) {
    return told("kill " + database);
  }

  @Override
  public CompletableFuture<Boolean> killClient(long id) {
    return told("kill client " + id).thenApply(opened -> id == 12);
  }

  @Override
  public void reconnect(@Nullable String database) {
    done.add("reconnect " + database);
  }

  @Override
  public CompletableFuture<Void> waitClose(@Nullable String database) {
    return told("wait close " + database);
  }

  @Override
  public void disable(String database, boolean disabled) {
    done.add((disabled ? "disable " : "enable ") + database);
  }

  @Override
  public CompletableFuture<List<Change>> reload(boolean apply) {
    return told(apply ? "reload" : "dry run").thenApply(opened -> changes);
  }

  @Override
  public CompletableFuture<MoveView> followMove(String database, Duration patience) {
    return told("move " + database + " within " + patience.toMillis())
        .thenApply(opened -> new MoveView(7, "integer:3", null, 1, "shards", null));
  }

  @Override
  public CompletableFuture<Void> configure(PenstockConfig changed) {
    config = changed;
    return told("configure");
  }

  @Override
  public void shutdown(ShutdownMode mode) {
    done.add("shutdown " + mode);
  }

  private CompletableFuture<Void> told(String what) {
    done.add(what);
    return gate;
  }
}
