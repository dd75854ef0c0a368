package io.penstock.pool.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.config.Secret;
import io.penstock.config.TlsConfig;
import io.penstock.config.TlsMode;
import io.penstock.embedded.PostgresServer;
import io.penstock.pool.connect.TestTls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The proxy's own SQL on a server that takes TLS only. */
class ControlPoolsTlsIT {
  private static @Nullable PostgresServer server;

  private final ControlPools pools =
      new ControlPools(new ControlPools.Timeouts(Duration.ofSeconds(3), Duration.ofSeconds(5)));

  @BeforeAll
  static void start() throws SQLException {
    server = TestTls.start();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @AfterEach
  void endConnections() {
    pools.close();
  }

  private String ask(String host, String user, @Nullable TlsConfig tls) throws Exception {
    if (server == null) {
      throw new AssertionError("not started");
    }
    ControlTarget target =
        new ControlTarget(
            "pg-a", host, server.port(), "postgres", user, Secret.of(TestTls.PASSWORD), tls);
    return pools.run(target, ControlPoolsTlsIT::seen).get(20, TimeUnit.SECONDS);
  }

  private static String seen(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT ssl || ' ' || coalesce(client_dn, 'none') FROM pg_stat_ssl WHERE pid ="
                    + " pg_backend_pid()")) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void theyUseTlsAsTheNodeSays() throws Exception {
    for (TlsMode mode :
        new TlsMode[] {TlsMode.ALLOW, TlsMode.PREFER, TlsMode.REQUIRE, TlsMode.VERIFY_CA}) {
      assertThat(ask("127.0.0.1", "scram", TestTls.config(mode, null)))
          .as("%s", mode)
          .isEqualTo("true none");
    }
    assertThat(ask("localhost", "scram", TestTls.config(TlsMode.VERIFY_FULL, null)))
        .isEqualTo("true none");
  }

  @Test
  void withoutTlsTheyAreRefused() {
    assertThatThrownBy(() -> ask("127.0.0.1", "scram", null))
        .rootCause()
        .hasMessageContaining("no pg_hba.conf entry");
  }

  @Test
  void aServerWhoseCertificateNamesAnotherHostIsRefused() {
    assertThatThrownBy(() -> ask("127.0.0.1", "scram", TestTls.config(TlsMode.VERIFY_FULL, null)))
        .rootCause()
        .hasMessageContaining("127.0.0.1");
  }

  /** As libpq, pgjdbc uses no key that others may read. */
  @Test
  void theyShowTheClientsCertificate(@TempDir Path folder) throws Exception {
    Path key = Files.copy(TestTls.file("client.key"), folder.resolve("client.key"));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    TlsConfig tls =
        new TlsConfig(
            TlsMode.VERIFY_FULL, TestTls.file("client.crt"), key, null, TestTls.file("server.crt"));
    assertThat(ask("localhost", "certified", tls)).isEqualTo("true /CN=certified");
  }
}
