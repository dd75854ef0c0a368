package io.penstock.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ConfigLoader;
import io.penstock.embedded.PostgresCluster;
import io.penstock.embedded.PostgresServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a session finds of its own writes while a replica is held back right before them. */
@Timeout(120)
class OwnWritesIT {
  private static final String VALUE = "SELECT v FROM t";
  private static final String SERVER = "SELECT current_setting('cluster_name')";

  private PostgresCluster cluster;
  private ProxyServer proxy;

  @BeforeEach
  void start() throws Exception {
    cluster =
        PostgresCluster.builder()
            .replicas(1)
            .setting("log_statement", "all")
            .startupSql("CREATE TABLE t (v int); INSERT INTO t VALUES (0)")
            .start();
  }

  @AfterEach
  void close() {
    proxy.close();
    cluster.close();
  }

  private void route(String consistency) throws Exception {
    String nodes = ProxyFixture.nodesOf(cluster);
    proxy =
        ProxyServer.start(
            ConfigLoader.parse(
                """
                listen: {address: 127.0.0.1, port: 0, event-loops: 1}
                authentication: {rules: [{address: 127.0.0.1/32, method: trust}]}
                users: {postgres: {password: unused}}
                health: {interval: 50ms}
                databases:
                  shop:
                    dbname: postgres
                    user: postgres
                    nodes: [%s]
                    routing:
                      {reads: prefer-replica, consistency: %s, wait-for-replica: 10ms}
                """
                    .formatted(nodes, consistency)));
    cluster.awaitCaughtUp();
    try (ScriptedClient client = connect()) {
      awaitReplicaServes(client);
    }
  }

  private ScriptedClient connect() {
    return ScriptedClient.connect(proxy.address().getPort(), "postgres", "shop");
  }

  private PostgresServer replica() {
    return cluster.replicas().get(0);
  }

  /** For this session: which tells that the proxy knows the replica to have all its writes. */
  private void awaitReplicaServes(ScriptedClient client) {
    ProxyFixture.eventually(
        "the replica serves",
        () -> replica().name().equals(client.value(SERVER)) && client.value(VALUE) != null);
  }

  @Test
  void aWriteSentRightBehindTheEndOfAReadOnlyTransactionIsSeen() throws Exception {
    route("session");
    try (ScriptedClient client = connect();
        ScriptedClient other = connect()) {
      replica().holdBackReplay();
      client.run("UPDATE t SET v = 1");
      client.run("BEGIN READ ONLY");
      assertThat(client.value(VALUE)).as("served by the primary").isEqualTo("1");
      other.run("UPDATE t SET v = v");
      replica().continueReplay();
      awaitReplicaServes(other);
      replica().holdBackReplay();
      client.sends(ScriptedClient.query("COMMIT"), ScriptedClient.query("UPDATE t SET v = 2"));
      client.untilReady(2);
      assertThat(other.value(VALUE)).as("what the replica has").isEqualTo("1");
      assertThat(client.value(VALUE)).isEqualTo("2");
    } finally {
      replica().continueReplay();
    }
  }

  @Test
  void aHintCanAskForOwnWritesWhereTheConfigurationDoesNot() throws Exception {
    route("eventual");
    try (ScriptedClient client = connect()) {
      replica().holdBackReplay();
      client.run("UPDATE t SET v = 1");
      assertThat(client.value(VALUE)).as("what the replica has").isEqualTo("0");
      for (int i = 2; i <= 4; i++) {
        assertThat(client.value("/* penstock: consistency=session */ " + VALUE))
            .isEqualTo(Integer.toString(i - 1));
        client.run("UPDATE t SET v = " + i);
      }
      replica().continueReplay();
      String server = "/* penstock: consistency=session */ " + SERVER;
      ProxyFixture.eventually(
          "the replica serves", () -> replica().name().equals(client.value(server)));
    }
  }

  @Test
  void aReadThatThePrimaryServedIsNoWriteToWaitFor() throws Exception {
    route("session");
    replica().stop();
    try (ScriptedClient client = connect()) {
      client.runExtended(VALUE);
      awaitReleased();
      int asked = questions();
      for (int i = 0; i < 5; i++) {
        client.runExtended(VALUE);
        awaitReleased();
      }
      assertThat(questions()).as("how often the primary was asked").isEqualTo(asked);
      client.run("UPDATE t SET v = 1");
      awaitReleased();
      assertThat(questions()).isEqualTo(asked + 1);
    }
  }

  private void awaitReleased() {
    ProxyFixture.eventually(
        "every backend is released",
        () -> proxy.pools().all().stream().allMatch(pool -> pool.counts().active() == 0));
  }

  /** How often the primary was asked for its position, by its log. */
  private int questions() throws IOException {
    Path log = cluster.primary().dataDirectory().resolveSibling("log");
    return Files.readString(log, StandardCharsets.ISO_8859_1).split("wal_insert_lsn", -1).length;
  }
}
