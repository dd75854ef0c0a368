package io.penstock.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A small shell process that ends a server and removes its folder once the pipe to it closes: by
 * {@link #release}, or because this JVM is gone, even by SIGKILL. One way for both ends keeps the
 * rare one tested.
 */
final class Watchdog {
  private static final Duration REMOVAL_LIMIT = Duration.ofSeconds(30);

  private final Process process;
  private final Path folder;

  private Watchdog(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
  }

  /** Watches over a folder of servers/ and over every process whose working folder is its data. */
  static Watchdog over(Path folder, ServerUser user) throws IOException {
    List<String> shell = List.of("/bin/sh", "-c", script(), "penstock-watchdog", folder.toString());
    Process process =
        Command.prepare(SeparateSession.of(user.command(shell)), Path.of("/"))
            .redirectInput(Redirect.PIPE)
            .redirectOutput(Redirect.DISCARD)
            .start();
    return new Watchdog(process, folder);
  }

  private static String script() throws IOException {
    try (InputStream in = Watchdog.class.getResourceAsStream("watchdog.sh")) {
      if (in == null) {
        throw new IOException("watchdog.sh is not on the class path beside " + Watchdog.class);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  long pid() {
    return process.pid();
  }

  /** Lets the removal begin. Does not wait. */
  void release() throws IOException {
    process.getOutputStream().close();
  }

  /** Waits until the server has ended and its folder is gone. */
  void awaitRemoval() throws InterruptedException {
    if (!process.waitFor(REMOVAL_LIMIT.toSeconds(), TimeUnit.SECONDS) || Files.exists(folder)) {
      throw new PostgresServerException(
          "58000",
          "%s still exists (expected: removed within %d s after its server ended): remove it by hand"
              .formatted(folder, REMOVAL_LIMIT.toSeconds()));
    }
  }
}
