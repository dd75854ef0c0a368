package io.penstock.pool.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.Secret;
import io.penstock.config.TlsMode;
import io.penstock.embedded.PostgresServer;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Certificates that the proxy shows to PostgreSQL. */
class ClientCertificateIT {
  private static @Nullable PostgresServer server;

  private final TestLogin login = new TestLogin();

  @BeforeAll
  static void start() throws SQLException {
    server = TestTls.start();
  }

  @AfterAll
  static void stop() {
    server().close();
  }

  @AfterEach
  void endLoops() {
    login.close();
  }

  private static PostgresServer server() {
    if (server == null) {
      throw new AssertionError("not started");
    }
    return server;
  }

  private static Endpoint endpoint(TlsMode mode, @Nullable String certificate) throws Exception {
    BackendTls tls = BackendTls.of(TestTls.config(mode, certificate));
    return new Endpoint("pg-a", "localhost", server().port(), tls);
  }

  private static BackendCredentials password() {
    return BackendCredentials.password(Secret.of(TestTls.PASSWORD));
  }

  @Test
  void theServerSeesTheCertificateOfTheConfiguration() throws Exception {
    for (TlsMode mode : new TlsMode[] {TlsMode.REQUIRE, TlsMode.VERIFY_FULL}) {
      LoggedIn loggedIn = login.succeed(endpoint(mode, "client"), "certified", password());
      assertThat(
              server()
                  .text(
                      "SELECT client_dn FROM pg_stat_ssl WHERE pid = "
                          + loggedIn.key().processId()))
          .as("%s", mode)
          .isEqualTo("/CN=certified");
    }
  }

  @Test
  void withoutACertificateTheServerRefuses() throws Exception {
    ConnectFailure failure =
        login.fail(endpoint(TlsMode.VERIFY_FULL, null), "certified", password());
    assertThat(failure.message()).contains("valid client certificate");
    assertThat(failure.reason()).isEqualTo(ConnectFailureReason.REJECTED);
  }

  @Test
  void theCertificateOfAnotherUserIsRefused() throws Exception {
    ConnectFailure failure =
        login.fail(endpoint(TlsMode.VERIFY_FULL, "client"), "impostor", password());
    assertThat(failure.reason()).isEqualTo(ConnectFailureReason.REJECTED);
    assertThat(failure.message()).contains("impostor");
  }
}
