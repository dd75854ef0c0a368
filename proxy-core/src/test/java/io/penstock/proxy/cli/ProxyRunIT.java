package io.penstock.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.embedded.PostgresServer;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.regex.Matcher;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The proxy as a process of its own, and the signals by which it is told what to do. */
class ProxyRunIT {
  private static final PostgresServer SERVER = PostgresServer.shared();
  private static String database;

  @TempDir private Path folder;
  private Path file;

  @BeforeAll
  static void createUsers() throws SQLException {
    database = SERVER.createDatabase("run");
    SERVER.execute("CREATE ROLE run_one LOGIN", "CREATE ROLE run_two LOGIN");
  }

  @BeforeEach
  void writeTheFile() throws IOException {
    file = folder.resolve("penstock.yaml");
    write("run_one: {password: first-secret}");
  }

  private void write(String users) throws IOException {
    write(users, 0);
  }

  private void write(String users, int port) throws IOException {
    Files.writeString(
        file,
        """
        listen: {port: %d, reuse-port: false}
        admin: {port: 0}
        users:
          %s
        databases:
          shop:
            dbname: %s
            nodes:
              - {name: only, host: %s, port: %d}
        shutdown: {drain-timeout: 50s}
        """
            .formatted(port, users, database, SERVER.host(), SERVER.port()));
  }

  private RunningProcess run() throws IOException {
    return RunningProcess.penstock("run", file.toString());
  }

  private static int port(RunningProcess proxy) throws InterruptedException {
    Matcher line = proxy.awaitLine("serves .*penstock\\.yaml on 127\\.0\\.0\\.1:(\\d+), HTTP on ");
    return Integer.parseInt(line.group(1));
  }

  private static Connection connect(int port, String user, String password) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/shop?sslmode=disable&loginTimeout=20".formatted(port),
        user,
        password);
  }

  private static String currentUser(Connection client) throws SQLException {
    try (Statement statement = client.createStatement();
        ResultSet rows = statement.executeQuery("SELECT current_user")) {
      rows.next();
      return rows.getString(1);
    }
  }

  @Test
  void onInterruptItEndsAtOnceThoughAClientIsInATransaction() throws Exception {
    try (RunningProcess proxy = run();
        Connection client = connect(port(proxy), "run_one", "first-secret")) {
      client.setAutoCommit(false);
      assertThat(currentUser(client)).isEqualTo("run_one");
      proxy.signal("INT");
      assertThat(proxy.awaitExit()).isZero();
      assertThat(proxy.output()).contains("stopped");
      assertThatThrownBy(() -> currentUser(client)).isInstanceOf(SQLException.class);
    }
  }

  @Test
  void onHangupItFollowsTheChangedFileAndTellsWhatChangedButNoSecret() throws Exception {
    try (RunningProcess proxy = run()) {
      int port = port(proxy);
      try (Connection before = connect(port, "run_one", "first-secret")) {
        assertThatThrownBy(() -> connect(port, "run_two", "second-secret"))
            .isInstanceOf(SQLException.class);
        write("run_one: {password: other-secret}\n  run_two: {password: second-secret}");
        proxy.signal("HUP");
        proxy.awaitLine("reloaded: users\\.run_two: absent ->");
        proxy.awaitLine("reloaded: users\\.run_one\\.password: \\*\\*\\* -> \\*\\*\\*");
        try (Connection after = connect(port, "run_two", "second-secret")) {
          assertThat(currentUser(after)).isEqualTo("run_two");
        }
        assertThat(currentUser(before)).isEqualTo("run_one");
        assertThatThrownBy(() -> connect(port, "run_one", "first-secret"))
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
      }
      assertThat(proxy.output()).doesNotContain("-secret");
    }
  }

  @Test
  void onHangupABadFileChangesNothingAndEveryMistakeIsTold() throws Exception {
    try (RunningProcess proxy = run()) {
      int port = port(proxy);
      write("run_one: {pasword: x}\n  run_two: {password: second-secret, pool-size: many}");
      proxy.signal("HUP");
      proxy.awaitLine("not reloaded, nothing has changed");
      proxy.awaitLine("penstock\\.yaml:\\d+: users\\.run_one\\.pasword: unknown key");
      proxy.awaitLine("penstock\\.yaml:\\d+: users\\.run_two\\.pool-size:");
      assertThatCode(() -> connect(port, "run_one", "first-secret").close())
          .doesNotThrowAnyException();
      assertThatThrownBy(() -> connect(port, "run_two", "second-secret"))
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  void onTerminateItLetsATransactionFinishAndThenEnds() throws Exception {
    try (RunningProcess proxy = run()) {
      int port = port(proxy);
      try (Connection client = connect(port, "run_one", "first-secret")) {
        client.setAutoCommit(false);
        assertThat(currentUser(client)).isEqualTo("run_one");
        proxy.signal("TERM");
        proxy.awaitLine("draining");
        assertThat(currentUser(client)).isEqualTo("run_one");
        client.commit();
        assertThat(proxy.isAlive()).isTrue();
      }
      assertThat(proxy.awaitExit()).isZero();
      assertThat(proxy.output()).contains("all sessions have finished", "stopped");
      assertThatThrownBy(() -> connect(port, "run_one", "first-secret"))
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  void onTerminateTwiceItDoesNotWait() throws Exception {
    try (RunningProcess proxy = run();
        Connection client = connect(port(proxy), "run_one", "first-secret")) {
      client.setAutoCommit(false);
      assertThat(currentUser(client)).isEqualTo("run_one");
      proxy.signal("TERM");
      proxy.awaitLine("draining");
      assertThat(proxy.isAlive()).isTrue();
      proxy.signal("TERM");
      assertThat(proxy.awaitExit()).isZero();
      assertThat(proxy.output()).contains("told to stop a second time", "stopped");
    }
  }

  @Test
  void theConsoleReloadsTheFileAndStopsTheProcess() throws Exception {
    write("run_one: {password: first-secret}\n  boss: {password: boss-secret}");
    Files.writeString(
        file, Files.readString(file).replace("admin: {port: 0}", "admin: {port: 0, users: boss}"));
    try (RunningProcess proxy = run()) {
      int port = port(proxy);
      String url = "jdbc:postgresql://127.0.0.1:" + port + "/penstock";
      try (Connection console = DriverManager.getConnection(url, "boss", "boss-secret");
          Statement statement = console.createStatement()) {
        String yaml = Files.readString(file);
        Files.writeString(file, yaml.replace("  boss:", "  run_two: {password: x}\n  boss:"));
        statement.execute("RELOAD");
        connect(port, "run_two", "x").close();
        statement.execute("SHUTDOWN");
      } catch (SQLException e) {
        // SHUTDOWN hangs up on the console as well, before or after its answer.
        assertThat(e.getSQLState()).isIn("57P01", "08006", "08003");
      }
      assertThat(proxy.awaitExit()).isZero();
    }
  }

  @Test
  void theConsolesWaitForClientsKeepsIdleOnesUntilTheyLeave() throws Exception {
    write("run_one: {password: first-secret}\n  boss: {password: boss-secret}");
    Files.writeString(
        file, Files.readString(file).replace("admin: {port: 0}", "admin: {port: 0, users: boss}"));
    try (RunningProcess proxy = run()) {
      int port = port(proxy);
      try (Connection idle = connect(port, "run_one", "first-secret")) {
        assertThat(currentUser(idle)).isEqualTo("run_one");
        shutdown(port, "WAIT_FOR_CLIENTS");
        proxy.awaitLine("no new clients");
        assertThatThrownBy(() -> connect(port, "run_one", "first-secret"))
            .isInstanceOf(SQLException.class);
        // A drain would end an idle session within its first round.
        assertThat(proxy.exitsWithin(Duration.ofMillis(500))).isFalse();
        assertThat(currentUser(idle)).isEqualTo("run_one");
      }
      assertThat(proxy.awaitExit()).isZero();
      assertThat(proxy.output()).contains("all clients have left", "stopped");
    }
  }

  @Test
  void onTerminateWhileItWaitsForClientsItDrains() throws Exception {
    write("run_one: {password: first-secret}\n  boss: {password: boss-secret}");
    Files.writeString(
        file, Files.readString(file).replace("admin: {port: 0}", "admin: {port: 0, users: boss}"));
    try (RunningProcess proxy = run()) {
      int port = port(proxy);
      try (Connection idle = connect(port, "run_one", "first-secret")) {
        assertThat(currentUser(idle)).isEqualTo("run_one");
        shutdown(port, "WAIT_FOR_CLIENTS");
        proxy.awaitLine("no new clients");
        proxy.signal("TERM");
        assertThat(proxy.awaitExit()).isZero();
        assertThat(proxy.output()).contains("draining", "all sessions have finished");
      }
    }
  }

  private static void shutdown(int port, String mode) throws SQLException {
    String url = "jdbc:postgresql://127.0.0.1:" + port + "/penstock?sslmode=disable";
    try (Connection console = DriverManager.getConnection(url, "boss", "boss-secret");
        Statement statement = console.createStatement()) {
      statement.execute("SHUTDOWN " + mode);
    }
  }

  @Test
  void aSecondProcessTakesOverBothPortsWhileTheFirstLetsItsSessionFinish() throws Exception {
    int port = freePort();
    int httpPort = freePort();
    write("run_one: {password: first-secret}", port);
    Files.writeString(
        file,
        Files.readString(file)
            .replace("reuse-port: false", "reuse-port: true")
            .replace("admin: {port: 0}", "admin: {port: " + httpPort + "}"));
    try (RunningProcess first = run()) {
      assertThat(port(first)).isEqualTo(port);
      try (Connection busy = connect(port, "run_one", "first-secret")) {
        busy.setAutoCommit(false);
        assertThat(currentUser(busy)).isEqualTo("run_one");
        try (RunningProcess second = run()) {
          assertThat(port(second)).isEqualTo(port);
          first.signal("TERM");
          first.awaitLine("HTTP port is left to it");
          for (int i = 0; i < 20; i++) {
            assertThat(statusOf(httpPort, "/health/ready")).isEqualTo(200);
            connect(port, "run_one", "first-secret").close();
          }
          assertThat(currentUser(busy)).isEqualTo("run_one");
          busy.commit();
          assertThat(first.awaitExit()).isZero();
          assertThat(second.isAlive()).isTrue();
        }
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static int statusOf(int port, String path) throws IOException {
    HttpURLConnection request =
        (HttpURLConnection) URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
    request.setRequestProperty("Connection", "close");
    return request.getResponseCode();
  }

  @Test
  void whenThePortIsTakenItSaysSoAndFails() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      write("run_one: {password: first-secret}", taken.getLocalPort());
      try (RunningProcess proxy = run()) {
        assertThat(proxy.awaitExit()).isEqualTo(1);
        assertThat(proxy.output())
            .contains("cannot listen on 127.0.0.1:" + taken.getLocalPort())
            .doesNotContain("\tat ");
      }
    }
  }
}
