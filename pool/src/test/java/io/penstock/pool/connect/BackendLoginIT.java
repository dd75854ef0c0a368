package io.penstock.pool.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.Secret;
import io.penstock.embedded.PostgresServer;
import io.penstock.wire.auth.Md5Password;
import io.penstock.wire.auth.ScramKeys;
import io.penstock.wire.auth.ScramSecret;
import java.sql.SQLException;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BackendLoginIT {
  private static final String PASSWORD = "pässword ☕";
  private static final PostgresServer SERVER =
      PostgresServer.builder()
          .name("login")
          .hba("host all scram 127.0.0.1/32 scram-sha-256")
          .hba("host all old 127.0.0.1/32 md5")
          .hba("host all clear 127.0.0.1/32 password")
          .hba("host all trusted 127.0.0.1/32 trust")
          .start();

  private final TestLogin login = new TestLogin();
  private final Endpoint endpoint = Endpoint.plain("pg-a", SERVER.host(), SERVER.port());

  @BeforeAll
  static void createRoles() throws SQLException {
    SERVER.execute(
        "create role scram login password '" + PASSWORD + "'",
        "create role clear login password '" + PASSWORD + "'",
        "create role trusted login",
        "set password_encryption = 'md5'",
        "create role old login password '" + Md5Password.hash(PASSWORD, "old") + "'");
  }

  @AfterAll
  static void endServer() {
    SERVER.close();
  }

  @AfterEach
  void endLoops() {
    login.close();
  }

  private static BackendCredentials password(String password) {
    return BackendCredentials.password(Secret.of(password));
  }

  @Test
  void trustNeedsNoSecret() {
    login.succeed(endpoint, "trusted", BackendCredentials.NONE);
  }

  @Test
  void aPasswordServesEveryMethod() {
    login.succeed(endpoint, "scram", password(PASSWORD));
    login.succeed(endpoint, "scram", password(PASSWORD));
    login.succeed(endpoint, "old", password(PASSWORD));
    login.succeed(endpoint, "clear", password(PASSWORD));
  }

  @Test
  void anMd5HashServesMd5Only() {
    BackendCredentials hash =
        new BackendCredentials.Md5Secret(Secret.of(Md5Password.hash(PASSWORD, "old")));
    login.succeed(endpoint, "old", hash);
    ConnectFailure failure = login.fail(endpoint, "scram", hash);
    assertThat(failure.reason()).isEqualTo(ConnectFailureReason.CREDENTIALS);
    assertThat(failure.sqlState()).isEqualTo("28000");
    assertThat(failure.message())
        .isEqualTo(
            "node "
                + endpoint
                + " asks for a SCRAM-SHA-256 proof, which the proxy cannot answer (expected: a"
                + " plain password, or the keys of a SCRAM login)");
  }

  @Test
  void theKeysOfAClientsLoginServeScramWhenTheSecretIsTheServersOwn() throws SQLException {
    String stored =
        Objects.requireNonNull(
            SERVER.text("select rolpassword from pg_authid where rolname = 'scram'"));
    ScramSecret secret = ScramSecret.parse(stored);
    ScramKeys keys = ScramKeys.derive(PASSWORD, secret.salt(), secret.iterations());
    login.succeed(endpoint, "scram", new BackendCredentials.ScramPassThrough(keys));

    ScramKeys others = ScramKeys.derive(PASSWORD, secret.salt(), secret.iterations() + 1);
    ConnectFailure failure =
        login.fail(endpoint, "scram", new BackendCredentials.ScramPassThrough(others));
    assertThat(failure.reason()).isEqualTo(ConnectFailureReason.CREDENTIALS);
    assertThat(failure.sqlState()).isEqualTo("28000");
  }

  @Test
  void aWrongPasswordIsTheServersOwnError() {
    for (String user : new String[] {"scram", "old", "clear"}) {
      ConnectFailure failure = login.fail(endpoint, user, password("wrong"));
      assertThat(failure.reason()).isEqualTo(ConnectFailureReason.REJECTED);
      assertThat(failure.sqlState()).isEqualTo("28P01");
      assertThat(Objects.requireNonNull(failure.serverError()).fields().message())
          .isEqualTo("password authentication failed for user \"" + user + "\"");
      assertThat(failure.toString()).doesNotContain("wrong");
    }
  }

  @Test
  void noPasswordWhereOneIsAskedForIsSaidBeforeTheServerIs() {
    ConnectFailure failure = login.fail(endpoint, "clear", BackendCredentials.NONE);
    assertThat(failure.reason()).isEqualTo(ConnectFailureReason.CREDENTIALS);
    assertThat(failure.hint()).contains("plain password");
    assertThat(login.fail(endpoint, "old", BackendCredentials.NONE).message()).contains("md5");
  }

  @Test
  void theServerSeesNothingThatWasNotAskedFor() throws SQLException {
    LoggedIn loggedIn = login.succeed(endpoint, "trusted", BackendCredentials.NONE);
    assertThat(
            SERVER.text(
                "select application_name from pg_stat_activity where pid = "
                    + loggedIn.key().processId()))
        .isEmpty();
  }

  @Test
  void nobodyListening() {
    ConnectFailure failure =
        login.fail(Endpoint.plain("pg-b", "127.0.0.1", 1), "x", BackendCredentials.NONE);
    assertThat(failure.reason()).isEqualTo(ConnectFailureReason.UNREACHABLE);
    assertThat(failure.message()).startsWith("cannot connect to node pg-b (127.0.0.1:1): ");
  }
}
