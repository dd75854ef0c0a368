package io.penstock.pool.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.SslHandler;
import io.penstock.config.Secret;
import io.penstock.config.TlsConfig;
import io.penstock.config.TlsMode;
import io.penstock.embedded.PostgresServer;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BackendTlsIT {
  private static final PostgresServer ENCRYPTED =
      PostgresServer.builder()
          .name("tls")
          .tls(fixture("server.crt"), fixture("server.key"))
          .hba("hostssl all scram 127.0.0.1/32 scram-sha-256")
          .hba("host all trusted 127.0.0.1/32 trust")
          .start();

  private final TestLogin login = new TestLogin();

  @BeforeAll
  static void createRoles() throws SQLException {
    ENCRYPTED.execute("create role scram login password 'secret'", "create role trusted login");
  }

  @AfterAll
  static void endServer() {
    ENCRYPTED.close();
  }

  @AfterEach
  void endLoops() {
    login.close();
  }

  private static Path fixture(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(BackendTlsIT.class.getResource("/tls/" + name)).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static Endpoint endpoint(
      PostgresServer server, String host, TlsMode mode, @Nullable String ca) throws SSLException {
    Path authority = ca == null ? null : fixture(ca);
    BackendTls tls = BackendTls.of(new TlsConfig(mode, null, null, null, authority));
    return new Endpoint("pg-a", host, server.port(), tls);
  }

  private static boolean encrypted(LoggedIn loggedIn) throws SQLException {
    boolean encrypted =
        "t"
            .equals(
                ENCRYPTED.text(
                    "select ssl from pg_stat_ssl where pid = " + loggedIn.key().processId()));
    assertThat(loggedIn.channel().pipeline().get(SslHandler.class) != null).isEqualTo(encrypted);
    return encrypted;
  }

  @Test
  void everyModeDecidesWhetherTheServerSeesTls() throws Exception {
    for (TlsMode mode : TlsMode.values()) {
      String ca = mode.compareTo(TlsMode.REQUIRE) > 0 ? "server.crt" : null;
      LoggedIn loggedIn =
          login.succeed(
              endpoint(ENCRYPTED, "localhost", mode, ca), "trusted", BackendCredentials.NONE);
      assertThat(encrypted(loggedIn))
          .as("%s", mode)
          .isEqualTo(mode != TlsMode.DISABLE && mode != TlsMode.ALLOW);
    }
  }

  @Test
  void scramIsBoundToTheCertificate() throws Exception {
    LoggedIn loggedIn =
        login.succeed(
            endpoint(ENCRYPTED, "localhost", TlsMode.VERIFY_FULL, "server.crt"),
            "scram",
            BackendCredentials.password(Secret.of("secret")));
    assertThat(encrypted(loggedIn)).isTrue();
  }

  @Test
  void modeAllowUsesTlsWhenTheServerInsists() throws Exception {
    LoggedIn loggedIn =
        login.succeed(
            endpoint(ENCRYPTED, "127.0.0.1", TlsMode.ALLOW, null),
            "scram",
            BackendCredentials.password(Secret.of("secret")));
    assertThat(encrypted(loggedIn)).isTrue();
  }

  @Test
  void aCertificateForAnotherHostPassesVerifyCaOnly() throws Exception {
    login.succeed(
        endpoint(ENCRYPTED, "127.0.0.1", TlsMode.VERIFY_CA, "server.crt"),
        "trusted",
        BackendCredentials.NONE);
    ConnectFailure failure =
        login.fail(
            endpoint(ENCRYPTED, "127.0.0.1", TlsMode.VERIFY_FULL, "server.crt"),
            "trusted",
            BackendCredentials.NONE);
    assertThat(failure.reason()).isEqualTo(ConnectFailureReason.TLS);
    assertThat(failure.message()).contains("TLS failed").contains("127.0.0.1");
  }

  @Test
  void aCertificateOfAnotherAuthorityIsRefused() throws Exception {
    ConnectFailure failure =
        login.fail(
            endpoint(ENCRYPTED, "localhost", TlsMode.VERIFY_CA, "other.crt"),
            "trusted",
            BackendCredentials.NONE);
    assertThat(failure.reason()).isEqualTo(ConnectFailureReason.TLS);
    assertThat(failure.hint()).contains("tls.ca");
  }

  @Test
  void aServerWithoutTlsIsUsedOnlyWhenTlsIsOptional() throws Exception {
    PostgresServer plain = PostgresServer.shared();
    login.succeed(
        endpoint(plain, "127.0.0.1", TlsMode.PREFER, null),
        plain.superuser(),
        BackendCredentials.NONE);
    ConnectFailure failure =
        login.fail(
            endpoint(plain, "127.0.0.1", TlsMode.REQUIRE, null),
            plain.superuser(),
            BackendCredentials.NONE);
    assertThat(failure.reason()).isEqualTo(ConnectFailureReason.TLS);
    assertThat(failure.message()).contains("does not offer TLS (expected by tls.mode REQUIRE)");
  }
}
