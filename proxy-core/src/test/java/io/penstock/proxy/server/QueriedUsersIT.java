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
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Users who are known to PostgreSQL alone, on a server that trusts nobody but its superuser. */
class QueriedUsersIT {
  private static final String WRONG_PASSWORD = "28P01";

  private final PostgresServer postgres =
      PostgresServer.builder().hba("host all all 127.0.0.1/32 scram-sha-256").start();
  private final ProxyServer proxy;

  QueriedUsersIT() throws Exception {
    postgres.execute(
        "CREATE ROLE carol LOGIN PASSWORD 'of carol'", "CREATE ROLE group_of_carol NOLOGIN");
    proxy = ProxyServer.start(ConfigLoader.parse(config("")));
  }

  private String config(String authentication) {
    return config(authentication, "");
  }

  private String config(String authentication, String users) {
    return """
    listen: {address: 127.0.0.1, port: 0}
    authentication: {query-user: %s%s}
    users: {postgres: {}%s}
    databases:
      shop:
        dbname: postgres
        nodes: [{name: pg-a, host: %s, port: %d}]
    """
        .formatted(postgres.superuser(), authentication, users, postgres.host(), postgres.port());
  }

  @AfterEach
  void close() {
    proxy.close();
    postgres.close();
  }

  private Connection connect(String user, String password) throws SQLException {
    return connect("shop", user, password);
  }

  private Connection connect(String database, String user, String password) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("sslmode", "disable");
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/%s".formatted(proxy.address().getPort(), database),
        properties);
  }

  private String userSeen(String user, String password) throws SQLException {
    try (Connection connection = connect(user, password);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT session_user")) {
      row.next();
      return row.getString(1);
    }
  }

  private void assertRefused(String user, String password) {
    assertThatThrownBy(() -> userSeen(user, password))
        .isInstanceOfSatisfying(
            SQLException.class,
            failure -> assertThat(failure.getSQLState()).isEqualTo(WRONG_PASSWORD));
  }

  @Test
  void aUserOfPostgresqlAloneLogsInAndItsBackendsAreItsOwn() throws SQLException {
    assertThat(userSeen("carol", "of carol")).isEqualTo("carol");
  }

  @Test
  void anMd5SecretServesTheMethodMd5AndItsBackends() throws Exception {
    try (PostgresServer old =
            PostgresServer.builder().hba("host all all 127.0.0.1/32 md5").start();
        ProxyServer inFront =
            ProxyServer.start(
                ConfigLoader.parse(
                    """
                    listen: {address: 127.0.0.1, port: 0}
                    authentication: {method: md5, query-user: %s}
                    users: {postgres: {}}
                    databases: {shop: {dbname: postgres, nodes: [{host: %s, port: %d}]}}
                    """
                        .formatted(old.superuser(), old.host(), old.port())))) {
      old.execute("SET password_encryption = 'md5'; CREATE ROLE dave LOGIN PASSWORD 'of dave'");
      String url =
          "jdbc:postgresql://127.0.0.1:%d/shop?user=dave&sslmode=disable&password="
              .formatted(inFront.address().getPort());
      try (Connection connection = DriverManager.getConnection(url + "of%20dave");
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("SELECT session_user")) {
        assertThat(row.next()).isTrue();
        assertThat(row.getString(1)).isEqualTo("dave");
      }
      assertThatThrownBy(() -> DriverManager.getConnection(url + "wrong"))
          .hasMessageContaining("password authentication failed");
    }
  }

  @Test
  void aNameThatWouldBeSqlIsAName() throws SQLException {
    String name = "o'brien\"; DROP ROLE carol; --";
    postgres.execute(
        "CREATE ROLE \"" + name.replace("\"", "\"\"") + "\" LOGIN PASSWORD 'of o''brien'");
    assertThat(userSeen(name, "of o'brien")).isEqualTo(name);
    assertRefused("nobody' OR rolname = 'carol", "of carol");
    assertThat(userSeen("carol", "of carol")).isEqualTo("carol");
  }

  @Test
  void wrongPasswordsUnknownUsersAndRolesThatMayNotLogInAreToldTheSame() {
    assertRefused("carol", "wrong");
    assertRefused("nobody", "of carol");
    assertRefused("group_of_carol", "of carol");
  }

  @Test
  void aPasswordThatIsNoLongerValidLetsNobodyIn() throws SQLException {
    postgres.execute("CREATE ROLE past LOGIN PASSWORD 'p' VALID UNTIL '2001-01-01'");
    postgres.execute("CREATE ROLE future LOGIN PASSWORD 'p' VALID UNTIL '2999-01-01'");
    assertRefused("past", "p");
    assertThat(userSeen("future", "p")).isEqualTo("future");
  }

  @Test
  void aDroppedUserIsForgottenSoon() throws SQLException {
    postgres.execute("CREATE ROLE erin LOGIN PASSWORD 'of erin'");
    assertThat(userSeen("erin", "of erin")).isEqualTo("erin");
    postgres.execute("DROP ROLE erin");
    ProxyFixture.eventually("erin is refused", () -> sqlState("erin", "of erin").equals("28P01"));
  }

  @Test
  void aReloadForgetsWhatWasFoundBefore() throws SQLException {
    assertThat(userSeen("carol", "of carol")).isEqualTo("carol");
    postgres.execute("ALTER ROLE carol PASSWORD 'newer'");
    proxy.reload(ConfigLoader.parse(config("")));
    assertThat(userSeen("carol", "newer")).isEqualTo("carol");
    assertRefused("carol", "of carol");
  }

  @Test
  void afterAChangeOfThePasswordBackendsAreOpenedWithTheNewOne() throws SQLException {
    assertThat(userSeen("carol", "of carol")).isEqualTo("carol");
    postgres.execute("ALTER ROLE carol PASSWORD 'newer'");
    ProxyFixture.eventually(
        "the new password is taken", () -> sqlState("carol", "newer").equals("none"));
    postgres.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'carol'");
    ProxyFixture.eventually(
        "a new backend serves carol", () -> sqlState("carol", "newer").equals("none"));
  }

  @Test
  void whileNobodyCanBeLookedUpTheClientIsToldSoAndUsersOfTheFileAreServed() throws Exception {
    proxy.reload(
        ConfigLoader.parse(
            config(
                ", query: 'SELECT name, secret FROM nowhere WHERE name = $1'",
                ", carol: {password: of carol}")));
    postgres.execute("CREATE ROLE frank LOGIN PASSWORD 'of frank'");
    assertThat(sqlState("frank", "of frank")).isEqualTo("58000");
    assertThat(userSeen("carol", "of carol")).isEqualTo("carol");
  }

  @Test
  void aReloadWithAUselessQueryChangesNothing() throws SQLException {
    assertThatThrownBy(() -> proxy.reload(ConfigLoader.parse(config(", query: 'SELECT 1, $2'"))))
        .hasMessageContaining("authentication.query");
    assertThat(userSeen("carol", "of carol")).isEqualTo("carol");
  }

  @Test
  void aDatabaseThatDoesNotExistTellsNothingOfItsUsers() {
    assertThatThrownBy(() -> connect("nowhere", "carol", "of carol"))
        .isInstanceOfSatisfying(
            SQLException.class,
            failure -> assertThat(failure.getSQLState()).isEqualTo(WRONG_PASSWORD));
  }

  private String sqlState(String user, String password) {
    try {
      assertThat(userSeen(user, password)).isEqualTo(user);
      return "none";
    } catch (SQLException e) {
      return String.valueOf(e.getSQLState());
    }
  }
}
