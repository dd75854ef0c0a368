package io.penstock.pool.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.penstock.config.BreakerConfig;
import io.penstock.config.Consistency;
import io.penstock.config.HealthConfig;
import io.penstock.config.NodeRole;
import io.penstock.config.OnNoReplica;
import io.penstock.config.PatroniConfig;
import io.penstock.config.Reads;
import io.penstock.config.RoutingConfig;
import io.penstock.embedded.PostgresCluster;
import io.penstock.embedded.PostgresServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.replication.LogSequenceNumber;

@Timeout(120)
class NodeMonitorIT {
  private static final Duration MAX_LAG = Duration.ofSeconds(1);
  private static final HealthConfig FAST =
      new HealthConfig(
          Duration.ofMillis(100),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          new BreakerConfig(3, Duration.ofSeconds(3)),
          Duration.ZERO);

  private final ControlPools pools =
      new ControlPools(new ControlPools.Timeouts(Duration.ofSeconds(3), Duration.ofSeconds(5)));

  /** After every answer of a node, what is known then. */
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  private final BlockingQueue<Topology> changes = new LinkedBlockingQueue<>();
  private final NodeListener listener =
      new NodeListener() {
        @Override
        public void answered(WatchedNode node, long nanos) {
          answers.add(node.name());
        }

        @Override
        public void changed(NodeStatus before, Topology now) {
          changes.add(now);
        }
      };

  @AfterEach
  void endConnections() {
    pools.close();
  }

  private static ControlTarget target(PostgresServer server) {
    return new ControlTarget(
        server.name(), server.host(), server.port(), "postgres", server.superuser(), null, null);
  }

  private static WatchedNode watched(PostgresServer server) {
    String address = server.host() + ":" + server.port();
    return new WatchedNode(server.name(), NodeRole.AUTO, 1, null, address, target(server));
  }

  private NodeMonitor monitor(List<PostgresServer> servers) {
    return monitor(servers, FAST);
  }

  private NodeMonitor monitor(List<PostgresServer> servers, HealthConfig health) {
    return monitor(servers, health, null);
  }

  private NodeMonitor monitor(
      List<PostgresServer> servers, HealthConfig health, @Nullable PatroniConfig patroni) {
    RoutingConfig routing =
        new RoutingConfig(
            Reads.PREFER_REPLICA,
            Consistency.BOUNDED,
            MAX_LAG,
            null,
            null,
            Duration.ZERO,
            OnNoReplica.PRIMARY,
            List.of());
    MonitorSettings settings = new MonitorSettings("shop", health, routing, patroni, 1);
    List<WatchedNode> nodes = servers.stream().map(NodeMonitorIT::watched).toList();
    NodeMonitor monitor = new NodeMonitor(settings, nodes, pools, listener, null);
    monitor.start();
    return monitor;
  }

  private Topology awaitChange(Predicate<Topology> condition) throws InterruptedException {
    while (true) {
      Topology topology = changes.poll(30, TimeUnit.SECONDS);
      assertThat(topology).as("a change").isNotNull();
      if (topology != null && condition.test(topology)) {
        return topology;
      }
    }
  }

  /** Looks again after every answer, for at most so long. */
  private void awaitWithin(Duration limit, String what, BooleanSupplier condition)
      throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      answers.poll(50, TimeUnit.MILLISECONDS);
    }
  }

  private void awaitAnswers(String node, int count) throws InterruptedException {
    answers.clear();
    for (int seen = 0; seen < count; ) {
      String name = answers.poll(10, TimeUnit.SECONDS);
      assertThat(name).as("an answer").isNotNull();
      seen += node.equals(name) ? 1 : 0;
    }
  }

  private static NodeStatus status(NodeMonitor monitor, PostgresServer server) {
    return Objects.requireNonNull(monitor.topology().node(server.name()));
  }

  private static Node node(NodeMonitor monitor, PostgresServer server) {
    return Objects.requireNonNull(monitor.node(server.name()));
  }

  private static ReadChoice read(NodeMonitor monitor) {
    return monitor
        .selector()
        .select(0, Reads.PREFER_REPLICA, ReplicaSelector.USUAL_LAG, ReplicaSelector.ANY_LSN, 0);
  }

  private void awaitServing(NodeMonitor monitor, int replicas) throws InterruptedException {
    awaitWithin(
        Duration.ofSeconds(20),
        "a primary and its replicas",
        () ->
            monitor.topology().primary() != null
                && monitor.topology().replicas().size() == replicas
                && monitor.topology().nodes().stream().allMatch(node -> node.lag().bytes() >= 0));
  }

  @Test
  void aPromotionIsFollowedAndTheOldPrimaryThatReturnsAsOneIsFenced() throws Exception {
    try (PostgresCluster cluster = PostgresCluster.builder().replicas(2).start();
        NodeMonitor monitor = monitor(cluster.servers())) {
      PostgresServer old = cluster.primary();
      PostgresServer next = cluster.replicas().get(0);
      PostgresServer other = cluster.replicas().get(1);
      awaitServing(monitor, 2);
      assertThat(monitor.topology().epoch()).isEqualTo(new PrimaryEpoch(old.name(), 1, 1));
      assertThat(status(monitor, next).reading().receiver()).isEqualTo("streaming");
      assertThat(status(monitor, next).reading().receivedLsn()).isPositive();
      cluster.awaitCaughtUp();

      old.kill();
      awaitWithin(Duration.ofMillis(1500), "it is down at once", () -> !status(monitor, old).up());
      assertThat(monitor.topology().primary()).as("nobody else yet").isEqualTo(old.name());
      assertThat(read(monitor)).as("reads go on").isInstanceOf(Node.class);

      cluster.promote(next);
      long promoted = System.nanoTime();
      awaitWithin(
          Duration.ofSeconds(2),
          "the promoted one takes writes",
          () -> next.name().equals(monitor.topology().primary()));
      assertThat(monitor.topology().epoch()).isEqualTo(new PrimaryEpoch(next.name(), 2, 2));
      assertThat(Duration.ofNanos(System.nanoTime() - promoted)).isLessThan(Duration.ofSeconds(2));
      awaitWithin(
          Duration.ofSeconds(20),
          "the other replica follows",
          () -> status(monitor, other).timeline() == 2);
      assertThat(read(monitor)).isEqualTo(node(monitor, other));

      old.start();
      awaitWithin(Duration.ofSeconds(10), "it is back", () -> status(monitor, old).up());
      assertThat(status(monitor, old).observed()).isEqualTo(ObservedRole.PRIMARY);
      assertThat(monitor.topology().fenced(old.name())).isTrue();
      assertThat(monitor.topology().primary()).isEqualTo(next.name());

      next.kill();
      awaitWithin(Duration.ofSeconds(5), "it is down", () -> !status(monitor, next).up());
      awaitAnswers(old.name(), 3);
      assertThat(monitor.topology().primary()).as("still not the old one").isEqualTo(next.name());
      assertThat(monitor.topology().epoch()).isEqualTo(new PrimaryEpoch(next.name(), 2, 2));
    }
  }

  @Test
  void readsGoOnInASecondFailoverThoughReplicasForgetTheTimelineThatTheyFollowed()
      throws Exception {
    // Left alone in between: a restart point would remind them.
    try (PostgresCluster cluster =
            PostgresCluster.builder().replicas(2).startupSql("CREATE TABLE t (n int)").start();
        NodeMonitor monitor = monitor(cluster.servers())) {
      PostgresServer old = cluster.primary();
      PostgresServer next = cluster.replicas().get(0);
      PostgresServer other = cluster.replicas().get(1);
      awaitServing(monitor, 2);
      old.kill();
      cluster.promote(next);
      awaitWithin(
          Duration.ofSeconds(20),
          "the other replica follows",
          () -> status(monitor, other).timeline() == 2);
      next.execute("INSERT INTO t VALUES (1)");
      awaitWithin(
          Duration.ofSeconds(20),
          "it has replayed what the new primary wrote",
          () ->
              node(monitor, other).equals(read(monitor))
                  && status(monitor, other).lag().bytes() == 0);
      next.kill();
      awaitWithin(Duration.ofSeconds(3), "it is down", () -> !status(monitor, next).up());
      awaitAnswers(other.name(), 3);
      assertThat(status(monitor, other).reading().receiver()).as("it receives nothing").isNull();
      assertThat(status(monitor, other).timeline()).isEqualTo(2);
      assertThat(status(monitor, other).lag().excessive()).isFalse();
      assertThat(read(monitor)).isEqualTo(node(monitor, other));
    }
  }

  @Test
  void aPrimaryThatReturnsAsAReplicaTakesReadsThoughItsBreakerHadOpened() throws Exception {
    HealthConfig patient =
        new HealthConfig(
            FAST.interval(),
            FAST.timeout(),
            FAST.deadAfter(),
            new BreakerConfig(3, Duration.ofHours(1)),
            Duration.ZERO);
    try (PostgresCluster cluster = PostgresCluster.builder().replicas(1).start();
        NodeMonitor monitor = monitor(cluster.servers(), patient)) {
      PostgresServer old = cluster.primary();
      PostgresServer next = cluster.replicas().get(0);
      awaitServing(monitor, 1);
      old.stop();
      awaitWithin(
          Duration.ofSeconds(10),
          "its breaker opens",
          () -> node(monitor, old).health().breaker() == BreakerState.OPEN);
      cluster.promote(next);
      old.follow(next);
      old.start();
      awaitWithin(
          Duration.ofSeconds(20),
          "it takes reads",
          () ->
              next.name().equals(monitor.topology().primary())
                  && node(monitor, old).equals(read(monitor)));
    }
  }

  @Test
  void anIdlePrimaryMakesNobodyLateAndAReplicaThatIsHeldBackLeavesAndReturns() throws Exception {
    try (PostgresCluster cluster =
            PostgresCluster.builder().replicas(2).startupSql("CREATE TABLE t (n int)").start();
        NodeMonitor monitor = monitor(cluster.servers())) {
      PostgresServer held = cluster.replicas().get(0);
      PostgresServer near = cluster.replicas().get(1);
      awaitServing(monitor, 2);
      cluster.awaitCaughtUp();
      awaitWithin(
          Duration.ofSeconds(5), "all is replayed", () -> status(monitor, held).lag().bytes() == 0);
      changes.clear();
      // Several times max-lag without a write.
      awaitAnswers(held.name(), 40);
      assertThat(changes).isEmpty();
      assertThat(status(monitor, held).lag()).isEqualTo(ReplicationLag.NONE);

      held.holdBackReplay();
      cluster.primary().execute("INSERT INTO t VALUES (1)");
      long written = System.nanoTime();
      awaitWithin(
          MAX_LAG.plusSeconds(2), "it leaves", () -> status(monitor, held).lag().excessive());
      Duration left = Duration.ofNanos(System.nanoTime() - written);
      assertThat(left).isBetween(MAX_LAG.minusMillis(200), MAX_LAG.plusSeconds(2));
      assertThat(status(monitor, held).lag().bytes()).isPositive();
      for (int i = 0; i < 100; i++) {
        assertThat(read(monitor)).isEqualTo(node(monitor, near));
      }
      assertThat(status(monitor, near).lag().excessive()).isFalse();

      held.continueReplay();
      awaitWithin(
          Duration.ofSeconds(5), "it returns", () -> !status(monitor, held).lag().excessive());
      awaitWithin(
          Duration.ofSeconds(5), "it takes reads", () -> node(monitor, held).equals(read(monitor)));
    }
  }

  @Test
  void whoWaitsForAPositionIsToldWhenAReplicaHasReplayedItLongBeforeTheNextProbe()
      throws Exception {
    HealthConfig slow =
        new HealthConfig(
            Duration.ofMinutes(10),
            Duration.ofSeconds(1),
            Duration.ofMinutes(10),
            FAST.breaker(),
            Duration.ZERO);
    try (PostgresCluster cluster =
            PostgresCluster.builder().replicas(1).startupSql("CREATE TABLE t (n int)").start();
        NodeMonitor monitor = monitor(cluster.servers(), slow)) {
      PostgresServer replica = cluster.replicas().get(0);
      awaitWithin(
          Duration.ofSeconds(20),
          "both are known",
          () -> read(monitor) instanceof Node && monitor.topology().primary() != null);
      replica.holdBackReplay();
      cluster.primary().execute("INSERT INTO t VALUES (1)");
      String written =
          Objects.requireNonNull(cluster.primary().text("SELECT pg_current_wal_lsn()"));
      long lsn = LogSequenceNumber.valueOf(written).asLong();
      assertThat(monitor.selector().isReplayed(lsn)).isFalse();
      CompletableFuture<Long> reached = new CompletableFuture<>();
      CompletableFuture<Long> tooLate = new CompletableFuture<>();
      long now = System.nanoTime();
      monitor.awaitReplay(lsn, now + 1, () -> tooLate.complete(0L));
      monitor.awaitReplay(lsn, now + 60_000_000_000L, () -> reached.complete(System.nanoTime()));
      awaitAnswers(replica.name(), 10);
      assertThat(reached).isNotDone();
      replica.continueReplay();
      long continued = System.nanoTime();
      assertThat(Duration.ofNanos(reached.get(10, TimeUnit.SECONDS) - continued))
          .isLessThan(Duration.ofSeconds(3));
      assertThat(tooLate).isNotDone();
      assertThat(monitor.selector().isReplayed(lsn)).isTrue();
    }
  }

  @Test
  void aReplicaThatIsKilledOpensItsBreakerWhichClosesAfterItsReturn() throws Exception {
    try (PostgresCluster cluster = PostgresCluster.builder().replicas(2).start();
        NodeMonitor monitor = monitor(cluster.servers())) {
      PostgresServer killed = cluster.replicas().get(0);
      PostgresServer other = cluster.replicas().get(1);
      awaitServing(monitor, 2);
      killed.kill();
      awaitWithin(Duration.ofSeconds(3), "it is down", () -> !status(monitor, killed).up());
      awaitWithin(
          Duration.ofSeconds(10),
          "its breaker opens",
          () -> node(monitor, killed).health().breaker() == BreakerState.OPEN);
      long opened = System.nanoTime();
      killed.start();
      awaitWithin(Duration.ofSeconds(10), "it is up", () -> status(monitor, killed).up());
      if (Duration.ofNanos(System.nanoTime() - opened).compareTo(Duration.ofSeconds(2)) < 0) {
        assertThat(read(monitor)).as("left alone").isEqualTo(node(monitor, other));
      }
      awaitWithin(
          Duration.ofSeconds(10),
          "its breaker closes",
          () -> node(monitor, killed).health().breaker() == BreakerState.CLOSED);
      awaitWithin(
          Duration.ofSeconds(5),
          "it takes reads",
          () -> node(monitor, killed).equals(read(monitor)));
    }
  }

  @Test
  void aServerThatHangsGoesDownAndDelaysNobodyElse() throws Exception {
    try (PostgresCluster cluster = PostgresCluster.builder().replicas(2).start();
        NodeMonitor monitor = monitor(cluster.servers())) {
      PostgresServer hangs = cluster.replicas().get(0);
      PostgresServer other = cluster.replicas().get(1);
      awaitServing(monitor, 2);
      hangs.pause();
      long paused = System.nanoTime();
      int answered = 0;
      while (status(monitor, hangs).up()) {
        answered += other.name().equals(answers.poll(1, TimeUnit.SECONDS)) ? 1 : 0;
      }
      Duration silence = Duration.ofNanos(System.nanoTime() - paused);
      assertThat(silence).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(6));
      // Ten a second, had the machine nothing else to do.
      assertThat(answered).isGreaterThan((int) silence.toSeconds() * 3);
      assertThat(status(monitor, hangs).problem()).isNotBlank();
      assertThat(read(monitor)).isEqualTo(node(monitor, other));
      hangs.resume();
      awaitWithin(Duration.ofSeconds(10), "it is back", () -> status(monitor, hangs).up());
    }
  }

  @Test
  void aProbeWhoseConnectionIsTerminatedIsAskedAgainBeforeTheNodeIsJudged() throws Exception {
    try (PostgresCluster cluster = PostgresCluster.builder().replicas(1).start();
        NodeMonitor monitor = monitor(cluster.servers())) {
      awaitServing(monitor, 1);
      changes.clear();
      for (int i = 0; i < 5; i++) {
        cluster
            .replicas()
            .get(0)
            .execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE application_name = 'penstock control'");
        awaitAnswers(cluster.replicas().get(0).name(), 2);
      }
      assertThat(changes).isEmpty();
      assertThat(node(monitor, cluster.replicas().get(0)).health().breaker())
          .isEqualTo(BreakerState.CLOSED);
    }
  }

  @Test
  void whomPatroniDoesNotNameLosesTheWritesAndGetsThemBackWhenItDoes() throws Exception {
    AtomicReference<String> leader = new AtomicReference<>("");
    HttpServer patroni = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    patroni.createContext(
        "/cluster",
        exchange -> {
          String member =
              "{\"members\": [{\"name\": \"%s\", \"role\": \"leader\", \"state\": \"running\"}]}"
                  .formatted(leader.get());
          byte[] body = member.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    patroni.start();
    PatroniConfig config =
        new PatroniConfig(
            List.of("http://127.0.0.1:" + patroni.getAddress().getPort()),
            Duration.ofMillis(50),
            Duration.ofSeconds(2),
            null);
    try (PostgresCluster cluster = PostgresCluster.builder().replicas(1).start();
        NodeMonitor monitor = monitor(cluster.servers(), FAST, config)) {
      String primary = cluster.primary().name();
      PostgresServer replica = cluster.replicas().get(0);
      awaitServing(monitor, 1);
      leader.set(replica.name());
      awaitWithin(Duration.ofSeconds(5), "no writes", () -> monitor.topology().primary() == null);
      assertThat(monitor.topology().problem())
          .contains("its cluster manager names " + replica.name());
      assertThat(monitor.topology().fenced(primary)).isTrue();
      leader.set(primary);
      awaitWithin(
          Duration.ofSeconds(5), "writes", () -> primary.equals(monitor.topology().primary()));
      assertThat(monitor.topology().epoch()).isEqualTo(new PrimaryEpoch(primary, 1, 1));

      leader.set(replica.name());
      cluster.promote(replica);
      awaitWithin(
          Duration.ofSeconds(5),
          "the promoted one takes writes although the other still says it does",
          () -> replica.name().equals(monitor.topology().primary()));
      assertThat(status(monitor, cluster.replicas().get(0)).up()).isTrue();
    } finally {
      patroni.stop(0);
    }
  }

  @Test
  void aUserWithoutPrivilegesSeesTheTimelineAndOneWhoMayNotIsAskedLess() throws Exception {
    try (PostgresCluster cluster =
        PostgresCluster.builder()
            .replicas(1)
            .startupSql("CREATE ROLE watcher LOGIN", "CREATE ROLE blind LOGIN")
            .start()) {
      cluster.awaitCaughtUp();
      for (PostgresServer server : cluster.servers()) {
        NodeReading seen = pools.run(as("watcher", server), new NodeProbe()).join();
        assertThat(seen.timeline()).isEqualTo(1);
        assertThat(seen.lsn()).isPositive();
      }
      cluster
          .primary()
          .execute(
              "REVOKE EXECUTE ON FUNCTION pg_control_checkpoint() FROM PUBLIC",
              "REVOKE EXECUTE ON FUNCTION pg_walfile_name(pg_lsn) FROM PUBLIC");
      cluster.awaitCaughtUp();
      for (PostgresServer server : cluster.servers()) {
        NodeProbe probe = new NodeProbe();
        for (int i = 0; i < 2; i++) {
          NodeReading seen = pools.run(as("blind", server), probe).join();
          assertThat(seen.timeline()).isZero();
          assertThat(seen.lsn()).isPositive();
          assertThat(seen.role())
              .isEqualTo(server == cluster.primary() ? ObservedRole.PRIMARY : ObservedRole.REPLICA);
        }
      }
    }
  }

  private static ControlTarget as(String user, PostgresServer server) {
    return new ControlTarget(
        server.name(), server.host(), server.port(), "postgres", user, null, null);
  }

  @Test
  void aMonitorThatReplacesAnotherKnowsWhatThatOneKnew() throws Exception {
    try (PostgresCluster cluster = PostgresCluster.builder().replicas(1).start();
        NodeMonitor monitor = monitor(cluster.servers())) {
      awaitServing(monitor, 1);
      PostgresServer replica = cluster.replicas().get(0);
      monitor.ban(node(monitor, replica), new NodeBan(null, "kept"));
      List<WatchedNode> nodes = new ArrayList<>();
      cluster.servers().forEach(server -> nodes.add(watched(server)));
      NodeMonitor next =
          new NodeMonitor(
              new MonitorSettings("shop", FAST, RoutingConfig.defaults(), null, 1),
              nodes,
              pools,
              listener,
              monitor);
      assertThat(next.topology().primary()).isEqualTo(cluster.primary().name());
      assertThat(next.topology().epoch()).isEqualTo(monitor.topology().epoch());
      assertThat(read(next)).isEqualTo(NoReplica.ALL_BANNED);
      assertThat(node(next, replica).load()).isSameAs(node(monitor, replica).load());
    }
  }
}
