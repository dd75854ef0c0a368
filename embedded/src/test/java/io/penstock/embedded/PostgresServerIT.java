package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerIT {
  private static PostgresServer server;

  @BeforeAll
  static void start() {
    server = PostgresServer.builder().name("lifecycle").setting("work_mem", "5MB").start();
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void answersAsPostgres18WithTheGivenAndTheDefaultSettings() throws SQLException {
    assertThat(server.text("SHOW server_version")).startsWith("18.");
    assertThat(server.text("SHOW work_mem")).isEqualTo("5MB");
    assertThat(server.text("SHOW fsync")).isEqualTo("off");
    assertThat(server.text("SHOW wal_level")).isEqualTo("logical");
    assertThat(server.text("SHOW cluster_name")).isEqualTo("lifecycle");
    assertThat(server.text("SELECT upper('crème')")).isEqualTo("CRÈME");
  }

  @Test
  void startsInLessThanFiveSecondsOnceUnpacked() {
    long before = System.nanoTime();
    try (PostgresServer another = PostgresServer.builder().name("quick").start()) {
      assertThat(System.nanoTime() - before).isLessThan(TimeUnit.SECONDS.toNanos(5));
      assertThat(another.isRunning()).isTrue();
      assertThat(another.port()).isNotEqualTo(server.port());
    }
  }

  @Test
  void itsFilesAndProcessesDoNotBelongToRoot() throws Exception {
    assertThat((int) Files.getAttribute(server.dataDirectory(), "unix:uid")).isNotZero();
    assertThat(Processes.in(server.dataDirectory()))
        .isNotEmpty()
        .allSatisfy(process ->
            assertThat((int) Files.getAttribute(Path.of("/proc/" + process), "unix:uid"))
                .isNotZero());
  }

  @Test
  void aKilledServerComesBackOnTheSamePortWithItsData() throws SQLException {
    int port = server.port();
    server.execute("CREATE TABLE kept AS SELECT 42 AS answer");

    server.kill();
    assertThat(server.isRunning()).isFalse();
    assertThat(Processes.in(server.dataDirectory())).isEmpty();
    server.start();

    assertThat(server.port()).isEqualTo(port);
    assertThat(server.text("SELECT answer FROM kept")).isEqualTo("42");
    assertThat(server.logTail()).contains("automatic recovery in progress");
  }

  @Test
  void aStoppedServerRefusesConnectionsUntilItIsStartedAgain() throws SQLException {
    int port = server.port();

    server.stop();
    assertThat(server.isRunning()).isFalse();
    assertThatThrownBy(() -> server.connect("postgres"))
        .isInstanceOfSatisfying(
            SQLException.class, refused -> assertThat(refused.getSQLState()).isEqualTo("08001"));
    server.start();

    assertThat(server.port()).isEqualTo(port);
    assertThat(server.text("SELECT 1")).isEqualTo("1");
    assertThat(server.logTail()).contains("received fast shutdown request");
  }

  @Test
  void aPausedServerAnswersOnlyWhenItIsResumed() throws Exception {
    try (Connection connection = server.connect("postgres");
        var statement = connection.createStatement()) {
      server.pause();
      CompletableFuture<Boolean> answer =
          CompletableFuture.supplyAsync(() -> {
            try {
              return statement.execute("SELECT 1");
            } catch (SQLException e) {
              throw new IllegalStateException(e);
            }
          });
      assertThatThrownBy(() -> answer.get(200, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      assertThat(server.isRunning()).isTrue();

      server.resume();
      assertThat(answer.get(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aPausedServerCanBeStopped() throws SQLException {
    server.pause();
    server.stop();
    assertThat(server.isRunning()).isFalse();
    server.start();
    assertThat(server.text("SELECT 1")).isEqualTo("1");
  }

  @Test
  void aRunningServerCannotBeStartedAgain() {
    assertThatThrownBy(server::start)
        .isInstanceOfSatisfying(
            PostgresServerException.class, e -> assertThat(e.sqlState()).isEqualTo("55000"))
        .hasMessageContaining("runs (expected: stopped)");
  }

  @Test
  void takesTheNextPortWhenTheFirstWasTakenMeanwhile() throws Exception {
    try (ServerSocket rival = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int free = new FreePorts().getAsInt();
      Iterator<Integer> ports = List.of(rival.getLocalPort(), free).iterator();
      try (PostgresServer second = PostgresServer.builder().ports(ports::next).start()) {
        assertThat(second.port()).isEqualTo(free);
        assertThat(second.text("SHOW port")).isEqualTo(Integer.toString(free));
      }
    }
  }

  @Test
  void aServerThatDoesNotStartLeavesNothingAndSaysWhy() throws Exception {
    assertThatThrownBy(
            () -> PostgresServer.builder().name("misfit").setting("no_such_thing", "1").start())
        .isInstanceOf(PostgresServerException.class)
        .hasMessageContaining("unrecognized configuration parameter \"no_such_thing\"");
    try (var folders = Files.list(Installation.current().home().servers())) {
      assertThat(folders).noneMatch(folder -> folder.getFileName().toString().startsWith("misfit"));
    }
  }

  @Test
  void aClosedServerIsGoneWithItsDataAndCannotBeStarted() {
    PostgresServer closed = PostgresServer.builder().name("closed").start();
    Path data = closed.dataDirectory();
    assertThat(Processes.in(data)).isNotEmpty();

    closed.close();
    closed.close();

    assertThat(data.getParent()).doesNotExist();
    assertThat(Processes.in(data)).isEmpty();
    assertThatThrownBy(closed::start)
        .isInstanceOf(PostgresServerException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void aPausedServerIsGoneOnceClosed() {
    PostgresServer closed = PostgresServer.builder().name("paused").start();
    closed.pause();
    closed.close();
    assertThat(closed.dataDirectory().getParent()).doesNotExist();
    assertThat(Processes.in(closed.dataDirectory())).isEmpty();
  }

  @Test
  void aKilledServerLeavesNoSharedMemoryOnceClosed() throws Exception {
    PostgresServer killed = PostgresServer.builder().name("killed").start();
    List<String> lockFile = Files.readAllLines(killed.dataDirectory().resolve("postmaster.pid"));
    String segment = lockFile.get(6).strip().split(" +", 2)[1];
    killed.kill();
    assertThat(sharedMemorySegments()).contains(segment);

    killed.close();

    assertThat(sharedMemorySegments()).doesNotContain(segment);
  }

  private static List<String> sharedMemorySegments() throws IOException {
    return Files.readAllLines(Path.of("/proc/sysvipc/shm")).stream()
        .map(line -> line.strip().split(" +", -1)[1])
        .toList();
  }

  @Test
  void rolesNeedAPasswordWhereTheHbaLinesSaySo() throws SQLException {
    try (PostgresServer guarded =
        PostgresServer.builder().hba("host all all 127.0.0.1/32 scram-sha-256").start()) {
      guarded.execute("CREATE ROLE app LOGIN PASSWORD 'right'");
      String url = guarded.jdbcUrl("postgres", "app");
      assertThatThrownBy(() -> DriverManager.getConnection(url + "&password=wrong"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
      try (Connection connection = DriverManager.getConnection(url + "&password=right")) {
        assertThat(connection.isValid(1)).isTrue();
      }
    }
  }

  @Test
  void servesTlsWithTheGivenCertificate(@TempDir Path folder) throws Exception {
    SelfSigned files = SelfSigned.in(folder);
    try (PostgresServer encrypted =
        PostgresServer.builder().tls(files.certificate(), files.key()).start()) {
      assertThat(
              encrypted.text(
                  "SELECT ssl || ' ' || version FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
          .isEqualTo("true TLSv1.3");
      try (Connection verified =
          DriverManager.getConnection(
              "jdbc:postgresql://localhost:%d/postgres?user=postgres&sslmode=verify-full&sslrootcert=%s"
                  .formatted(encrypted.port(), files.certificate()))) {
        assertThat(verified.isValid(1)).isTrue();
      }
    }
  }

  @Test
  void serversWithTheirOwnIdentifierDifferFromAllOthers() throws SQLException {
    String query = "SELECT system_identifier FROM pg_control_system()";
    try (PostgresServer own = PostgresServer.builder().ownSystemIdentifier().start()) {
      assertThat(own.text(query)).isNotEqualTo(server.text(query));
    }
  }

  @Test
  void theSharedServerIsOneAndGivesEachCallerADatabase() throws SQLException {
    PostgresServer shared = PostgresServer.shared();
    assertThat(PostgresServer.shared()).isSameAs(shared);
    String first = shared.createDatabase("mine");
    String second = shared.createDatabase("mine");
    shared.executeIn(first, "CREATE TABLE only_here ()");
    assertThat(first).startsWith("mine_").isNotEqualTo(second);
    assertThatThrownBy(() -> shared.executeIn(second, "TABLE only_here"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42P01"));
  }
}
