package io.penstock.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.config.ConfigLoader;
import io.penstock.embedded.PostgresServer;
import io.penstock.proxy.http.AdminHttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The HTTP port of a proxy that serves real clients from a real server. */
class AdminPortIT {
  private final PostgresServer postgres = PostgresServer.builder().start();
  private final AtomicBoolean accepting = new AtomicBoolean(true);
  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient client = HttpClient.newHttpClient();
  private final ProxyServer proxy;
  private final AdminHttpServer http;

  AdminPortIT() throws InterruptedException {
    proxy = ProxyServer.start(ConfigLoader.parse(config()));
    http = AdminPort.open(proxy, accepting::get);
  }

  private String config() {
    return """
    listen: {address: 127.0.0.1, port: 0}
    admin: {address: 127.0.0.1, port: 0}
    users: {app: {password: secret-of-app}}
    databases:
      shop:
        dbname: postgres
        user: %s
        nodes: [{name: pg-a, host: %s, port: %d}]
    """
        .formatted(postgres.superuser(), postgres.host(), postgres.port());
  }

  @AfterEach
  void close() {
    client.close();
    http.close();
    proxy.close();
    postgres.close();
  }

  @Test
  void theStatusAndTheMetersShowWhatAClientDoes() throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (int i = 0; i < 20; i++) {
        select(statement);
      }
      JsonNode busy = status(found -> found.at("/clients/active").asInt() == 1);
      assertThat(busy.at("/databases/0/database").asText()).isEqualTo("shop");
      assertThat(busy.at("/databases/0/user").asText()).isEqualTo("app");
      assertThat(busy.at("/databases/0/traffic/queries").asInt()).isGreaterThanOrEqualTo(20);
      assertThat(busy.at("/pools/0/node").asText()).isEqualTo("pg-a");
      assertThat(busy.at("/pools/0/active").asInt()).isEqualTo(1);
      assertThat(busy.at("/pools/0/failure").isNull()).isTrue();
      connection.commit();
      JsonNode idle = status(found -> found.at("/clients/idle").asInt() == 1);
      assertThat(idle.at("/clients/active").asInt()).isZero();
      assertThat(get("/metrics").body())
          .contains("penstock_clients_connected 1.0\n")
          .contains("penstock_logins_total{database=\"shop\",user=\"app\",} 1.0\n")
          .containsPattern("penstock_pool_wait_seconds_count\\{database=\"shop\",[^}]*} [1-9]");
    }
  }

  @Test
  void aServerThatIsGoneIsNamedAndReadinessReturnsWithItThoughNoClientAsks() throws Exception {
    assertThat(get("/health/ready").statusCode()).as("nobody has asked yet").isEqualTo(200);
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      select(statement);
    }
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);

    postgres.stop();
    assertThat(refusal()).isNotBlank();
    JsonNode down = ready(503);
    assertThat(down.at("/databases/0/name").asText()).isEqualTo("shop");
    assertThat(down.at("/databases/0/problem").asText()).isEqualTo("node pg-a: unreachable");
    assertThat(json.readTree(get("/api/status").body()).at("/pools/0/failure").asText())
        .startsWith("UNREACHABLE");
    assertThat(get("/health/live").statusCode()).isEqualTo(200);

    postgres.start();
    assertThat(ready(200).at("/databases/0/problem").isNull()).isTrue();
    assertThat(json.readTree(get("/api/status").body()).at("/pools/0/failure").isNull()).isTrue();
    proxy.pools().verify();
  }

  @Test
  void aProxyThatIsAboutToStopIsNotReadyAndSaysSo() throws Exception {
    accepting.set(false);
    JsonNode body = ready(503);
    assertThat(body.get("accepting").asBoolean()).isFalse();
    assertThat(json.readTree(get("/api/status").body()).get("shuttingDown").asBoolean()).isTrue();
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + proxy.address().getPort() + "/shop",
        "app",
        "secret-of-app");
  }

  private static void select(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT 1")) {
      assertThat(row.next()).isTrue();
    }
  }

  /** The SQLSTATE with which a client is turned away. */
  private String refusal() {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      select(statement);
      return "";
    } catch (SQLException e) {
      return e.getSQLState();
    }
  }

  private JsonNode ready(int status) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    HttpResponse<String> response = get("/health/ready");
    while (response.statusCode() != status && System.nanoTime() < deadline) {
      response = get("/health/ready");
    }
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return json.readTree(response.body());
  }

  private JsonNode status(Predicate<JsonNode> wanted) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    JsonNode found = json.readTree(get("/api/status").body());
    while (!wanted.test(found) && System.nanoTime() < deadline) {
      found = json.readTree(get("/api/status").body());
    }
    assertThat(wanted.test(found)).as(found.toPrettyString()).isTrue();
    return found;
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http.address().getPort() + path))
            .timeout(Duration.ofSeconds(20))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
