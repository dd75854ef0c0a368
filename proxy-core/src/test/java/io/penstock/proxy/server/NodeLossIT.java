package io.penstock.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.embedded.PostgresServer;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Replicas that die in every way there is, while 40 clients read. */
@Timeout(120)
class NodeLossIT {
  private static final int CLIENTS = 40;

  /** A frozen server counts as down after 1.5 s; the rest is for a busy machine. */
  private static final long LONGEST_MILLIS = 6000;

  private static ReadCluster nodes;

  @BeforeAll
  static void start() throws Exception {
    nodes = ReadCluster.start("reads: prefer-replica, consistency: eventual");
  }

  @AfterAll
  static void close() {
    nodes.close();
  }

  /** How a server is lost. */
  enum Death {
    KILLED {
      @Override
      void happensTo(PostgresServer server) {
        server.kill();
      }
    },
    STOPPED {
      @Override
      void happensTo(PostgresServer server) {
        server.stop();
      }
    },
    STOPPED_AT_ONCE {
      @Override
      void happensTo(PostgresServer server) throws Exception {
        ReadCluster.stopAtOnce(server);
      }
    },
    FROZEN {
      @Override
      void happensTo(PostgresServer server) {
        server.pause();
      }

      @Override
      void isOver(PostgresServer server) {
        server.resume();
      }
    };

    abstract void happensTo(PostgresServer server) throws Exception;

    void isOver(PostgresServer server) {
      server.start();
    }
  }

  @ParameterizedTest
  @EnumSource
  void noReadFailsWhenAReplicaDiesUnderLoadAndItServesAgainWhenItReturns(Death death)
      throws Exception {
    PostgresServer victim = nodes.cluster().replicas().get(death.ordinal() % 2);
    ReadLoad load = ReadLoad.start(nodes.url(), CLIENTS);
    try (load) {
      death.happensTo(victim);
      load.awaitReads(20);
      ProxyFixture.eventually("its breaker opens", () -> !nodes.is(victim, "breaker", "closed"));
      load.awaitReads(20);
      death.isOver(victim);
      ProxyFixture.eventually("its breaker closes", () -> nodes.is(victim, "breaker", "closed"));
      ProxyFixture.eventually("it serves again", () -> nodes.active(victim) > 0);
      load.awaitReads(20);
    }
    assertThat(load.errors()).isEmpty();
    assertThat(load.longestMillis()).isLessThan(LONGEST_MILLIS);
    nodes.verifyNothingLeft();
  }

  @Test
  void noReadFailsWhenAnAdministratorEndsTheConnectionsOfReplicasUnderLoad() throws Exception {
    ReadLoad load = ReadLoad.start(nodes.url(), CLIENTS);
    try (load) {
      for (int i = 0; i < 10; i++) {
        for (PostgresServer replica : nodes.cluster().replicas()) {
          endConnections(replica);
        }
        load.awaitReads(3);
      }
    }
    assertThat(load.errors()).isEmpty();
    assertThat(load.longestMillis()).isLessThan(LONGEST_MILLIS);
    nodes.verifyNothingLeft();
  }

  private static void endConnections(PostgresServer server) throws SQLException {
    server.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()");
  }
}
