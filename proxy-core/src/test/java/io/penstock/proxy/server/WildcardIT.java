package io.penstock.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ConfigLoader;
import io.penstock.embedded.PostgresServer;
import io.penstock.pool.WirePool;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Databases that only {@code *} accounts for. */
class WildcardIT {
  private static final PostgresServer POSTGRES = PostgresServer.shared();

  private ProxyServer proxy;

  @AfterEach
  void close() {
    proxy.close();
  }

  private void start(String limits) throws InterruptedException {
    proxy = ProxyServer.start(ConfigLoader.parse(file(limits)));
  }

  private static String file(String limits) {
    return """
    listen: {port: 0, event-loops: 2}
    authentication: {rules: [{address: 127.0.0.1/32, method: trust}]}
    users: {postgres: {password: unused}}
    limits: {%s}
    databases: {"*": {nodes: [{name: pg, host: %s, port: %d}]}}
    """
        .formatted(limits, POSTGRES.host(), POSTGRES.port());
  }

  private ScriptedClient connect(String database) {
    return ScriptedClient.connect(proxy.address().getPort(), POSTGRES.superuser(), database);
  }

  private List<String> targets() {
    return proxy.databases().targets().stream().map(ProxyTarget::database).sorted().toList();
  }

  private List<String> pools() {
    return proxy.pools().all().stream().map(pool -> pool.key().database()).sorted().toList();
  }

  private static int connections(String database) {
    try (var connection = POSTGRES.connect("postgres");
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = '" + database + "'")) {
      row.next();
      return row.getInt(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aDatabaseUnusedForTheTimeoutGoesWithItsBackendsAndItsMetrics() throws Exception {
    start("wildcard-idle-timeout: 100ms");
    String database = POSTGRES.createDatabase("wildcard");
    try (ScriptedClient client = connect(database)) {
      assertThat(client.run("SELECT 1")).endsWith("Z(I)");
      assertThat(targets()).containsExactly(database);
      assertThat(proxy.meters().scrape())
          .contains("penstock_queries_total{database=\"" + database)
          .contains("penstock_pool_wait_seconds_count{database=\"" + database);
    }
    ProxyFixture.eventually("target forgotten", () -> targets().isEmpty());
    ProxyFixture.eventually("pool forgotten", () -> pools().isEmpty());
    ProxyFixture.eventually("backends closed", () -> connections(database) == 0);
    ProxyFixture.eventually("metrics forgotten", () -> !proxy.meters().scrape().contains(database));

    try (ScriptedClient client = connect(database)) {
      assertThat(client.run("SELECT 1")).endsWith("Z(I)");
      assertThat(pools()).containsExactly(database);
    }
  }

  @Test
  void namesThatTheServerDoesNotKnowAreForgottenSoonEvenWhenOthersNeverAre() throws Exception {
    start("wildcard-idle-timeout: off, max-wildcard-databases: 3");
    for (int i = 0; i < 10; i++) {
      try (ScriptedClient client =
          ScriptedClient.start(proxy.address().getPort(), POSTGRES.superuser(), "none_" + i, 0)) {
        assertThat(client.untilEnd()).contains("3D000");
      }
    }
    ProxyFixture.eventually("targets forgotten", () -> targets().isEmpty());
    ProxyFixture.eventually("pools forgotten", () -> pools().isEmpty());
    ProxyFixture.eventually("metrics forgotten", () -> !proxy.meters().scrape().contains("none_"));
  }

  @Test
  void aDatabaseTooManyIsRefusedWhileAllHaveClientsAndTakesTheRoomOfAnUnusedOne() throws Exception {
    start("max-wildcard-databases: 1");
    String one = POSTGRES.createDatabase("wildcard");
    String two = POSTGRES.createDatabase("wildcard");
    try (ScriptedClient first = connect(one);
        ScriptedClient refused =
            ScriptedClient.start(proxy.address().getPort(), POSTGRES.superuser(), two, 0);
        ScriptedClient same = connect(one)) {
      assertThat(first.run("SELECT 1")).endsWith("Z(I)");
      assertThat(same.run("SELECT 1")).endsWith("Z(I)");
      assertThat(refused.untilEnd()).contains("53300");
    }
    ProxyFixture.eventually("no sessions", () -> proxy.sessions().count() == 0);
    assertThat(targets()).containsExactly(one);
    try (ScriptedClient client = connect(two)) {
      assertThat(client.run("SELECT 1")).endsWith("Z(I)");
    }
    assertThat(targets()).containsExactly(two);
    assertThat(pools()).containsExactly(two);
  }

  @Test
  void clientsThatComeAndGoWhileTheirDatabaseIsForgottenAreAllServed() throws Exception {
    start("max-wildcard-databases: 1");
    String one = POSTGRES.createDatabase("wildcard");
    String two = POSTGRES.createDatabase("wildcard");
    for (int i = 0; i < 30; i++) {
      String database = i % 2 == 0 ? one : two;
      ProxyFixture.eventually("no sessions", () -> proxy.sessions().count() == 0);
      try (ScriptedClient client = connect(database)) {
        assertThat(client.run("SELECT current_database()")).contains(database);
      }
    }
    proxy.pools().all().forEach(WirePool::verify);
  }
}
