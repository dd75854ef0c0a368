package io.penstock.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.penstock.config.ConfigLoader;
import io.penstock.config.PenstockConfig;
import io.penstock.embedded.PostgresServer;
import io.penstock.wire.Bytes;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Two proxies behind one address: a client's cancel reaches the one that its session is not on. */
@Timeout(60)
class FleetCancelIT {
  private final PostgresServer server = PostgresServer.shared();
  private String database = "";
  private ProxyServer first;
  private ProxyServer second;

  @BeforeEach
  void start() throws Exception {
    database = server.createDatabase("fleet");
    first = ProxyServer.start(config("id: 1"));
    second = ProxyServer.start(config(fleet(2, port(first))));
  }

  @AfterEach
  void close() {
    second.close();
    first.close();
  }

  private static String fleet(int id, int portOfFirst) {
    // With an entry of its own, as where all proxies have one file.
    return "id: %d, peers: [{id: 1, host: 127.0.0.1, port: %d}, {id: 2, host: 127.0.0.1, port: 1}]"
        .formatted(id, portOfFirst);
  }

  private PenstockConfig config(String fleet) {
    return ConfigLoader.parse(
        """
        listen: {port: 0, event-loops: 2}
        authentication: {rules: [{address: 127.0.0.1/32, method: trust}]}
        users: {postgres: {password: unused}}
        databases:
          %s: {nodes: [{host: %s, port: %d}]}
        fleet: {%s}
        """
            .formatted(database, server.host(), server.port(), fleet));
  }

  private static int port(ProxyServer proxy) {
    return proxy.address().getPort();
  }

  @Test
  void aCancelWithAShortKeyArrivesThroughTheOtherProxy() throws Exception {
    try (ScriptedClient client = ScriptedClient.connect(port(first), "postgres", database)) {
      assertThat(client.key().secretKey().length()).isEqualTo(4);
      isCancelledThrough(second, client);
    }
  }

  @Test
  void aCancelWithALongKeyArrivesThroughTheOtherProxy() throws Exception {
    try (ScriptedClient client =
        ScriptedClient.connectWithLongKey(port(first), "postgres", database)) {
      assertThat(client.key().secretKey().length()).isEqualTo(32);
      isCancelledThrough(second, client);
    }
  }

  @Test
  void aReloadTellsAProxyOfItsPeers() throws Exception {
    first.reload(
        config("id: 1, peers: [{id: 2, host: 127.0.0.1, port: %d}]".formatted(port(second))));
    try (ScriptedClient client = ScriptedClient.connect(port(second), "postgres", database)) {
      isCancelledThrough(first, client);
    }
  }

  @Test
  void aProxyThatIsItsOwnPeerByMistakeAsksItselfOnce() throws Exception {
    second.reload(
        config("id: 2, peers: [{id: 1, host: 127.0.0.1, port: %d}]".formatted(port(second))));
    try (ScriptedClient client = ScriptedClient.connect(port(second), "postgres", database)) {
      Bytes unknown = Bytes.of((byte) 1, (byte) 2, (byte) 3, (byte) 4);
      ScriptedClient.cancel(port(second), client.key().processId(), unknown);
      assertThat(client.run("SELECT 1")).contains("D(1)");
    }
  }

  @Test
  void aPeerThatIsDownDelaysTheCancelOfNobodyElse() throws Exception {
    second.reload(config("id: 2, peers: [{id: 1, host: 127.0.0.1, port: 1}]"));
    try (ScriptedClient client = ScriptedClient.connect(port(second), "postgres", database)) {
      ScriptedClient.cancel(port(second), 1, Bytes.of((byte) 1, (byte) 2, (byte) 3, (byte) 4));
      isCancelledThrough(second, client);
    }
  }

  @Test
  void strangersThatSendCancelsFillNoLogWhileAPeerIsDown() throws Exception {
    second.reload(config("id: 2, peers: [{id: 1, host: 127.0.0.1, port: 1}]"));
    Logger logger = (Logger) LoggerFactory.getLogger(FleetCancels.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    logger.addAppender(lines);
    try {
      for (byte i = 0; i < 20; i++) {
        ScriptedClient.cancel(port(second), i, Bytes.of(i, i, i, i));
      }
      assertThat(lines.list).hasSize(1);
    } finally {
      logger.detachAppender(lines);
    }
  }

  private void isCancelledThrough(ProxyServer other, ScriptedClient client) throws SQLException {
    client.sends(ScriptedClient.query("SELECT pg_sleep(60)"));
    try (Connection observer = server.connect(database)) {
      ProxyFixture.eventually("the statement runs", () -> sleeps(observer));
    }
    ScriptedClient.cancel(port(other), client.key().processId(), client.key().secretKey());
    client.untilReady();
    assertThat(client.lastError()).contains("canceling statement due to user request");
    assertThat(client.run("SELECT 1")).contains("D(1)");
  }

  private boolean sleeps(Connection observer) {
    String query =
        "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE"
            + " 'SELECT pg_sleep%' AND datname = current_database()";
    try (var statement = observer.createStatement();
        var row = statement.executeQuery(query)) {
      return row.next() && row.getInt(1) > 0;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
