package io.penstock.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.config.ConfigLoader;
import io.penstock.embedded.PostgresServer;
import io.penstock.pool.PoolCounts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes of the configuration while clients are at work. */
class ReloadIT {
  private static final PostgresServer POSTGRES = PostgresServer.shared();
  private static final int CLIENTS = 6;

  private ProxyServer proxy;

  @BeforeEach
  void start() throws InterruptedException {
    proxy = ProxyServer.start(ConfigLoader.parse(file("one", "size: 6", shop("pg-a"))));
  }

  @AfterEach
  void close() {
    proxy.close();
  }

  private static String file(String password, String pool, String databases) {
    return """
    listen: {address: 127.0.0.1, port: 0}
    users: {app: {password: %s}}
    pool: {%s, reserve: 0}
    databases: {%s}
    """
        .formatted(password, pool, databases);
  }

  private static String shop(String... nodes) {
    List<String> listed = new ArrayList<>();
    for (String node : nodes) {
      listed.add(
          "{name: %s, host: %s, port: %d}".formatted(node, POSTGRES.host(), POSTGRES.port()));
    }
    return "shop: {dbname: postgres, user: postgres, nodes: [%s]}"
        .formatted(String.join(", ", listed));
  }

  private void reload(String yaml) {
    proxy.reload(ConfigLoader.parse(yaml));
  }

  private Connection connect(String database, String password) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/%s?user=app&password=%s&sslmode=disable"
            .formatted(proxy.address().getPort(), database, password));
  }

  private static void select(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT 1")) {
      assertThat(row.next()).isTrue();
    }
  }

  /** Clients that run statement after statement, and what becomes of them. */
  private final class Load implements AutoCloseable {
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong statements = new AtomicLong();
    private final List<CompletableFuture<Void>> clients = new ArrayList<>();

    Load() {
      for (int i = 0; i < CLIENTS; i++) {
        CompletableFuture<Void> client = new CompletableFuture<>();
        clients.add(client);
        Thread.ofVirtual()
            .start(() -> {
              try (Connection connection = connect("shop", "one")) {
                while (!over.get()) {
                  select(connection);
                  statements.incrementAndGet();
                }
                client.complete(null);
              } catch (SQLException | RuntimeException | AssertionError e) {
                client.completeExceptionally(e);
              }
            });
      }
      awaitMore();
    }

    void awaitMore() {
      long before = statements.get();
      ProxyFixture.eventually(
          "more statements", () -> failed() || statements.get() >= before + 20L * CLIENTS);
    }

    private boolean failed() {
      return clients.stream().anyMatch(CompletableFuture::isCompletedExceptionally);
    }

    @Override
    public void close() {
      over.set(true);
      CompletableFuture.allOf(clients.toArray(CompletableFuture[]::new)).join();
    }
  }

  private PoolCounts counts() {
    assertThat(proxy.pools().all()).hasSize(1);
    return proxy.pools().all().iterator().next().counts();
  }

  @Test
  void aPoolIsMadeSmallerAndLargerUnderLoadWithoutAnError() {
    try (Load load = new Load()) {
      for (int round = 0; round < 5; round++) {
        reload(file("one", "size: 1", shop("pg-a")));
        ProxyFixture.eventually(
            "one backend is left: " + counts(), () -> counts().active() + counts().idle() <= 1);
        load.awaitMore();
        reload(file("one", "size: 6", shop("pg-a")));
        load.awaitMore();
      }
      ProxyFixture.eventually(
          "the pool grows again", () -> counts().active() + counts().idle() > 1);
    }
  }

  @Test
  void aNodeIsAddedAndTakenAwayUnderLoadWithoutAnError() {
    try (Load load = new Load()) {
      String two =
          shop("pg-a", "pg-b")
              .replace("{name: pg-a,", "{name: pg-a, role: primary,")
              .replace("{name: pg-b,", "{name: pg-b, role: replica,");
      reload(file("one", "size: 6", two));
      load.awaitMore();
      reload(file("one", "size: 6", shop("pg-a")));
      load.awaitMore();
    }
  }

  @Test
  void aDatabaseComesAndGoes() throws SQLException {
    assertThatThrownBy(() -> connect("other", "one")).hasMessageContaining("does not exist");
    reload(file("one", "size: 6", shop("pg-a") + ", " + shop("pg-a").replace("shop", "other")));
    try (Connection other = connect("other", "one");
        Connection shop = connect("shop", "one")) {
      select(other);
      reload(file("one", "size: 6", shop("pg-a")));
      assertThatThrownBy(() -> connect("other", "one")).hasMessageContaining("does not exist");
      long asked = System.nanoTime();
      assertThatThrownBy(() -> select(other))
          .hasMessageContaining("other")
          .isInstanceOf(SQLException.class);
      // Nobody waits for a database that is gone.
      assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(5));
      select(shop);
    }
  }

  @Test
  void aChangedPasswordIsAskedOfNewLoginsOnly() throws SQLException {
    try (Connection before = connect("shop", "one")) {
      select(before);
      reload(file("two", "size: 6", shop("pg-a")));
      select(before);
      assertThatThrownBy(() -> connect("shop", "one"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
      try (Connection after = connect("shop", "two")) {
        select(after);
      }
    }
  }

  @Test
  void theBackendsOfANodeWithTlsStayUnlessItsTlsHasChanged() throws SQLException {
    reload(file("one", "size: 1", withTls("prefer")));
    try (Connection connection = connect("shop", "one")) {
      int before = backend(connection);
      reload(file("one", "size: 1", withTls("prefer")));
      assertThat(backend(connection)).isEqualTo(before);
      reload(file("one", "size: 1", withTls("allow")));
      ProxyFixture.eventually("another backend", () -> backend(connection) != before);
    }
  }

  private static String withTls(String mode) {
    String port = ", port: " + POSTGRES.port();
    return shop("pg-a").replace(port, port + ", tls: {mode: " + mode + "}");
  }

  private static int backend(Connection connection) {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aCertificateThatCannotBeReadChangesNothing(@TempDir Path folder) throws Exception {
    Path garbage = Files.writeString(folder.resolve("garbage.pem"), "no certificate");
    try (Connection connection = connect("shop", "one")) {
      select(connection);
      String listen =
          file("two", "size: 1", shop("pg-a"))
              .replace(
                  "port: 0}",
                  "port: 0, tls: {mode: allow, certificate: %s, key: %s}}"
                      .formatted(garbage, garbage));
      assertThatThrownBy(() -> reload(listen)).isInstanceOf(RuntimeException.class);
      String node =
          file("two", "size: 1", shop("pg-a"))
              .replace(
                  ", port: " + POSTGRES.port() + "}",
                  ", port: %d, tls: {mode: verify-ca, ca: %s}}"
                      .formatted(POSTGRES.port(), garbage));
      assertThatThrownBy(() -> reload(node)).isInstanceOf(RuntimeException.class);
      select(connection);
      assertThatCode(() -> connect("shop", "one").close()).doesNotThrowAnyException();
      assertThat(proxy.config().pool().size()).isEqualTo(6);
    }
  }
}
