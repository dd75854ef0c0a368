package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.embedded.ChildJvm.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NothingIsLeftIT {
  private static final Duration REMOVAL_LIMIT = Duration.ofSeconds(15);

  private final List<Path> homes = new ArrayList<>();
  private Path shared = Path.of("/");

  @BeforeEach
  void shareTheBinaries() {
    shared = Installation.current().home().path();
  }

  @AfterEach
  void deleteHomes() throws IOException {
    for (Path home : homes) {
      Folders.delete(home);
    }
  }

  @Test
  void ofAServerWhoseJvmIsKilled() throws Exception {
    try (ChildJvm child = ChildJvm.launch(shared)) {
      Started server = child.awaitStarted();
      assertThat(Processes.in(server.data())).isNotEmpty();

      child.kill();

      awaitNothingLeftOf(server);
    }
  }

  @Test
  void ofAServerWhoseJvmEndsWithoutClosingIt() throws Exception {
    ChildJvm child = ChildJvm.launch(shared);
    Started server = child.awaitStarted();
    child.close();
    assertThat(server.folder()).doesNotExist();
    assertThat(Processes.in(server.data())).isEmpty();
  }

  @Test
  void ofAServerWhoseJvmAndWatchdogWereKilledOnceTheNextStarts() throws Exception {
    try (ChildJvm crashed = ChildJvm.launch(shared)) {
      Started server = crashed.awaitStarted();
      ProcessHandle.of(server.watchdog()).ifPresent(ProcessHandle::destroyForcibly);
      Await.until(
          REMOVAL_LIMIT,
          () -> Processes.named("penstock-watchdog", server.folder()).isEmpty(),
          () -> PostgresServerException.unavailable("the watchdog does not end"));
      crashed.kill();
      assertThat(server.data()).exists();
      assertThat(Processes.in(server.data())).isNotEmpty();

      PostgresServer.builder().name("next").start().close();

      assertThat(server.folder()).doesNotExist();
      assertThat(Processes.in(server.data())).isEmpty();
    }
  }

  @Test
  void halfDoneWhenTwoJvmsUnpackAtTheSameTime() throws Exception {
    Path home = newHome();
    try (ChildJvm one = ChildJvm.launch(home);
        ChildJvm other = ChildJvm.launch(home)) {
      assertThat(one.awaitStarted().answer()).isEqualTo("postgres");
      assertThat(other.awaitStarted().answer()).isEqualTo("postgres");
    }
    assertThat(folders(home.resolve("binaries"))).hasSize(1);
    assertThat(folders(home.resolve("templates"))).hasSize(1);
    assertThat(folders(home.resolve("servers"))).isEmpty();
  }

  @Test
  void ofAServerThatAnOrdinaryUserStartedAndWhoseJvmIsKilled() throws Exception {
    ServerUser ordinary = ServerUser.find();
    Path home = newHome();
    Path readable = newHome();
    List<Path> classPath = new ArrayList<>();
    for (Path entry : ChildJvm.classPath()) {
      Path copy = readable.resolve(classPath.size() + "-" + entry.getFileName());
      Folders.copy(entry, copy);
      makeReadable(copy);
      classPath.add(copy);
    }
    ordinary.own(home);
    try (ChildJvm child = ChildJvm.launch(ordinary.prefix(), home, classPath)) {
      Started server = child.awaitStarted();
      assertThat((int) Files.getAttribute(server.data(), "unix:uid"))
          .isNotZero()
          .isEqualTo(ordinary.uid());

      child.kill();

      awaitNothingLeftOf(server);
    }
  }

  private static void awaitNothingLeftOf(Started server) {
    Await.until(
        REMOVAL_LIMIT,
        () -> Processes.in(server.data()).isEmpty() && !Files.exists(server.folder()),
        () ->
            PostgresServerException.unavailable(
                "left of %s: processes %s".formatted(server, Processes.in(server.data()))));
    Await.until(
        REMOVAL_LIMIT,
        () -> Processes.named("penstock-watchdog", server.folder()).isEmpty(),
        () -> PostgresServerException.unavailable("the watchdog does not end"));
  }

  private Path newHome() throws IOException {
    Path home = Files.createTempDirectory("penstock-embedded-test-");
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
    homes.add(home);
    return home;
  }

  private static void makeReadable(Path copy) throws IOException {
    try (var entries = Files.walk(copy)) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        Files.setPosixFilePermissions(entry, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
  }

  private static List<Path> folders(Path parent) throws IOException {
    try (var entries = Files.list(parent)) {
      return entries.filter(Files::isDirectory).toList();
    }
  }
}
