package io.penstock.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.config.ConfigLoader;
import io.penstock.embedded.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replication connections on the console and under the limits on backend connections. */
class ReplicationLimitsIT {
  private static final PostgresServer POSTGRES = PostgresServer.shared();

  private ProxyServer proxy;

  @BeforeEach
  void start() throws Exception {
    proxy =
        ProxyServer.start(
            ConfigLoader.parse(
                """
                listen: {port: 0, event-loops: 1}
                admin: {port: 0, users: [postgres]}
                authentication: {rules: [{address: 127.0.0.1/32, method: trust}]}
                users: {postgres: {password: unused}}
                pool: {size: 5, max-wait: 500ms}
                databases:
                  shop:
                    dbname: %s
                    nodes: [{name: pg, host: %s, port: %d, max-connections: 2}]
                """
                    .formatted(
                        POSTGRES.createDatabase("replicated"), POSTGRES.host(), POSTGRES.port())));
  }

  @AfterEach
  void close() {
    proxy.close();
  }

  private Connection connect(String database, String options) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/%s?user=postgres&sslmode=disable&%s"
            .formatted(proxy.address().getPort(), database, options));
  }

  private Connection replicating() throws SQLException {
    return connect("shop", "replication=database&assumeMinServerVersion=10&preferQueryMode=simple");
  }

  private static List<Map<String, String>> rows(Connection on, String sql) {
    try (Statement statement = on.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<Map<String, String>> rows = new ArrayList<>();
      while (result.next()) {
        Map<String, String> row = new HashMap<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.put(result.getMetaData().getColumnName(i), result.getString(i));
        }
        if (!"none".equals(row.get("replication"))) {
          rows.add(row);
        }
      }
      return rows;
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static void select(Connection on) throws SQLException {
    try (Statement statement = on.createStatement()) {
      statement.execute("SELECT 1");
    }
  }

  @Test
  void theConsoleShowsBothSidesAndEndsThem() throws SQLException {
    try (Connection console = connect("pgbouncer", "");
        Connection replicating = replicating()) {
      Map<String, String> client = rows(console, "SHOW CLIENTS").get(0);
      Map<String, String> server = rows(console, "SHOW SERVERS").get(0);
      assertThat(client)
          .containsEntry("replication", "logical")
          .containsEntry("database", "shop")
          .containsEntry("user", "postgres")
          .containsEntry("state", "active")
          .containsEntry("link", server.get("ptr"))
          .containsEntry("remote_pid", server.get("remote_pid"));
      assertThat(server)
          .containsEntry("replication", "logical")
          .containsEntry("link", client.get("ptr"))
          .containsEntry("port", String.valueOf(POSTGRES.port()));
      try (Statement statement = console.createStatement()) {
        statement.execute("KILL_CLIENT " + client.get("id"));
      }
      assertThatThrownBy(() -> select(replicating)).isInstanceOf(SQLException.class);
      ProxyFixture.eventually("client gone", () -> rows(console, "SHOW CLIENTS").isEmpty());
      ProxyFixture.eventually("server gone", () -> rows(console, "SHOW SERVERS").isEmpty());
    }
  }

  @Test
  void theyCountUnderTheLimitOfTheNodeAndTakeTheRoomOfIdleBackends() throws SQLException {
    try (Connection ordinary = connect("shop", "");
        Connection first = replicating()) {
      select(ordinary);
      assertThat(backends()).isEqualTo(1);
      try (Connection second = replicating()) {
        ProxyFixture.eventually("the idle backend made room", () -> backends() == 0);
        assertThatThrownBy(() -> replicating().close())
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("53300"))
            .hasMessageContaining("max-connections of the node (2)");
        assertThatThrownBy(() -> select(ordinary))
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("53300"));
        select(first);
        select(second);
      }
      select(ordinary);
    }
  }

  private int backends() {
    return proxy.pools().all().stream().mapToInt(pool -> pool.counts().total()).sum();
  }
}
