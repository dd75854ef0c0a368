package io.penstock.pool.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.NodeRole;
import io.penstock.embedded.PostgresCluster;
import io.penstock.embedded.PostgresServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NodeMonitorIT {
  private static final NodeMonitor.Timing FAST =
      new NodeMonitor.Timing(Duration.ofMillis(100), Duration.ofSeconds(2));

  private final ControlPools pools =
      new ControlPools(new ControlPools.Timeouts(Duration.ofSeconds(3), Duration.ofSeconds(5)));
  private final BlockingQueue<Topology> changes = new LinkedBlockingQueue<>();
  private final NodeListener listener =
      new NodeListener() {
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
    return new WatchedNode(server.name(), NodeRole.AUTO, target(server));
  }

  private Topology awaitChange(Predicate<Topology> condition) throws InterruptedException {
    while (true) {
      Topology topology = changes.poll(20, TimeUnit.SECONDS);
      assertThat(topology).as("a change").isNotNull();
      if (topology != null && condition.test(topology)) {
        return topology;
      }
    }
  }

  @Test
  void aFailoverIsSeen() throws Exception {
    try (PostgresCluster cluster = PostgresCluster.builder().replicas(1).start()) {
      List<WatchedNode> nodes = new ArrayList<>();
      cluster.servers().forEach(server -> nodes.add(watched(server)));
      PostgresServer primary = cluster.primary();
      PostgresServer replica = cluster.replicas().get(0);
      try (NodeMonitor monitor = new NodeMonitor("shop", nodes, pools, listener, FAST)) {
        assertThat(monitor.topology().primary()).isNull();
        monitor.start();
        Topology known = awaitChange(now -> now.primary() != null && now.replicas().size() == 1);
        assertThat(known.primary()).isEqualTo(primary.name());
        assertThat(known.replicas()).containsExactly(replica.name());
        assertThat(known.lagBytes(replica.name())).isNotNegative();

        primary.kill();
        Topology down = awaitChange(now -> now.nodes().stream().anyMatch(node -> !node.up()));
        assertThat(down.primary()).isEqualTo(primary.name());
        replica.promote();
        Topology promoted = awaitChange(now -> replica.name().equals(now.primary()));
        assertThat(promoted.replicas()).isEmpty();
      }
    }
  }

  @Test
  void aServerThatHangsGoesDownAndComesBack() throws Exception {
    try (PostgresServer server = PostgresServer.builder().name("hangs").start();
        NodeMonitor monitor =
            new NodeMonitor("shop", List.of(watched(server)), pools, listener, FAST)) {
      monitor.start();
      awaitChange(now -> now.nodes().get(0).observed() == ObservedRole.PRIMARY);
      server.pause();
      Topology down = awaitChange(now -> !now.nodes().get(0).up());
      assertThat(down.nodes().get(0).problem()).isNotBlank();
      server.resume();
      awaitChange(now -> now.nodes().get(0).up());
    }
  }

  @Test
  void controlConnectionsSayWhoTheyAreAndSeeOnlyTheCatalog() {
    PostgresServer server = PostgresServer.shared();
    String seen =
        pools
            .run(
                target(server),
                connection -> {
                  assertThat(Thread.currentThread().isVirtual()).isTrue();
                  try (var statement = connection.createStatement();
                      var row =
                          statement.executeQuery(
                              "select current_setting('application_name') || ' '"
                                  + " || current_setting('search_path')")) {
                    row.next();
                    return row.getString(1);
                  }
                })
            .join();
    assertThat(seen).isEqualTo("penstock control pg_catalog");
  }

  @Test
  void aMissingServerFailsTheWorkSoonAndNothingElse() {
    ControlTarget nobody =
        new ControlTarget("pg-x", "127.0.0.1", 1, "postgres", "nobody", null, null);
    long began = System.nanoTime();
    assertThat(pools.run(nobody, connection -> true).handle((ok, failure) -> failure).join())
        .isInstanceOf(CompletionException.class)
        .cause()
        .hasMessageContaining("control pg-x");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
  }
}
