package io.penstock.embedded;

import java.io.IOException;
import java.io.Serial;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The processes of one server: PostgreSQL's main process, the postmaster, and its children.
 * Confined to whoever holds the server's monitor, but for {@link #isRunning} and {@link #port}.
 */
final class Postmaster {
  private static final Duration READY_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
  private static final Duration KILL_LIMIT = Duration.ofSeconds(10);
  private static final int STATUS_LINE = 7;

  private static final int PORT_ATTEMPTS = 10;

  /** The port was taken by somebody else between being found free and being used. */
  private static final class PortTakenException extends Exception {
    @Serial private static final long serialVersionUID = 1L;
  }

  private final String name;
  private final ServerUser user;
  private final PostgresBinaries binaries;
  private final ServerFolder folder;
  private final ServerConfig config;
  private volatile int port;
  private volatile @Nullable ProcessHandle main;

  Postmaster(String name, Installation installation, ServerFolder folder, ServerConfig config) {
    this.name = name;
    this.user = installation.home().user();
    this.binaries = installation.binaries();
    this.folder = folder;
    this.config = config;
  }

  /** Starts for the first time, on the first of the suggested ports that it can bind. */
  void startOn(IntSupplier ports) throws IOException {
    for (int attempt = 1; ; attempt++) {
      port = ports.getAsInt();
      config.writeTo(folder.data(), user, name, port);
      try {
        launch();
        return;
      } catch (PortTakenException e) {
        if (attempt == PORT_ATTEMPTS) {
          throw portTaken(e);
        }
      }
    }
  }

  /** Starts again on the same port. */
  void start() throws IOException {
    try {
      launch();
    } catch (PortTakenException e) {
      throw portTaken(e);
    }
  }

  private PostgresServerException portTaken(PortTakenException cause) {
    return new PostgresServerException(
        "58000",
        "port %d of %s is taken (expected: free for server %s): end the program that listens there"
            .formatted(port, PostgresServer.LOOPBACK, name),
        cause);
  }

  /** Returns once connections are accepted. */
  private void launch() throws IOException, PortTakenException {
    // What a killed server left there would be read as the state of the new one.
    Files.deleteIfExists(pidFile());
    long logStart = folder.log().size();
    List<String> postgres = List.of(binaries.program("postgres"), "-D", folder.data().toString());
    // The working folder marks the process as the server's own, for the watchdog.
    Process launcher =
        Command.prepare(SeparateSession.of(user.command(postgres)), folder.data())
            .redirectOutput(Redirect.appendTo(folder.log().file().toFile()))
            .start();
    Await.until(
        READY_LIMIT,
        () -> isReady() || !launcher.isAlive(),
        () -> failure("accepts no connections after " + READY_LIMIT.toSeconds() + " s"));
    if (!isReady()) {
      if (folder.log().since(logStart).contains("could not create any TCP/IP sockets")) {
        throw new PortTakenException();
      }
      throw failure("ended at once with status " + launcher.exitValue());
    }
  }

  private PostgresServerException failure(String found) {
    return PostgresServerException.unavailable(
        "server %s %s (expected: ready); the end of its log: %s"
            .formatted(name, found, folder.log().tail()));
  }

  private boolean isReady() throws IOException {
    List<String> lines = pidFileLines();
    if (lines.size() <= STATUS_LINE || !lines.get(STATUS_LINE).strip().equals("ready")) {
      return false;
    }
    Optional<ProcessHandle> found = ProcessHandle.of(Long.parseLong(lines.get(0).strip()));
    main = found.orElse(null);
    return found.isPresent() && isAlive(found.get());
  }

  private Path pidFile() {
    return folder.data().resolve("postmaster.pid");
  }

  private List<String> pidFileLines() throws IOException {
    try {
      return Files.readAllLines(pidFile());
    } catch (NoSuchFileException notYet) {
      return List.of();
    }
  }

  /** The port of the last start. May be called on any thread. */
  int port() {
    return port;
  }

  /** May be called on any thread. */
  boolean isRunning() {
    ProcessHandle process = main;
    return process != null && isAlive(process);
  }

  /** Whether it still runs; where nobody reaps orphans, the dead stay listed as zombies. */
  private static boolean isAlive(ProcessHandle process) {
    if (!process.isAlive()) {
      return false;
    }
    try {
      String status = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      char state = status.charAt(status.lastIndexOf(')') + 2);
      return state != 'Z' && state != 'X';
    } catch (IOException gone) {
      return false;
    }
  }

  /** Fast shutdown: clients are disconnected, everything is written, replicas get all of it. */
  void stop() throws IOException {
    resume();
    ProcessHandle process = main;
    if (process != null && isAlive(process)) {
      signal("INT", List.of(process));
      awaitEnd(List.of(process), STOP_LIMIT);
    }
    main = null;
  }

  /** SIGKILL for all processes at once, as if the machine had lost power. */
  void kill() throws IOException {
    ProcessHandle process = main;
    if (process != null && isAlive(process)) {
      signal("STOP", List.of(process));
      List<ProcessHandle> all = family(process);
      signal("KILL", all);
      awaitEnd(all, KILL_LIMIT);
    }
    main = null;
  }

  /** Stops all processes where they are; connections stay open and unanswered. */
  void pause() throws IOException {
    ProcessHandle process = main;
    if (process != null && isAlive(process)) {
      // The postmaster first: then it starts no child that we would miss.
      signal("STOP", List.of(process));
      signal("STOP", process.children().toList());
    }
  }

  /** Lets paused processes go on; does nothing to others. */
  void resume() throws IOException {
    ProcessHandle process = main;
    if (process != null && isAlive(process)) {
      signal("CONT", family(process));
    }
  }

  private static List<ProcessHandle> family(ProcessHandle process) {
    return Stream.concat(Stream.of(process), process.children()).toList();
  }

  private void awaitEnd(List<ProcessHandle> processes, Duration limit) {
    Await.until(
        limit,
        () -> processes.stream().noneMatch(Postmaster::isAlive),
        () ->
            new PostgresServerException(
                "58000",
                "server %s still runs after %d s (expected: ended); the end of its log: %s"
                    .formatted(name, limit.toSeconds(), folder.log().tail())));
  }

  private static void signal(String signal, List<ProcessHandle> processes) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("/bin/sh", "-c", "kill -s \"$0\" \"$@\" 2>/dev/null", signal));
    processes.forEach(process -> command.add(Long.toString(process.pid())));
    // The status tells only that one of them was gone already; whoever signals looks for itself.
    Command.run(command);
  }
}
