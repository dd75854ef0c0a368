package io.penstock.embedded;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs programs of the machine in an environment that no PG… variable of the caller reaches. */
final class Command {
  private static final String DEFAULT_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  /** How a finished program ended and what it printed, both streams together. */
  record Result(int status, String output) {
    boolean succeeded() {
      return status == 0;
    }
  }

  private Command() {}

  /** A program to start in the given folder, with a clean environment and an empty input. */
  static ProcessBuilder prepare(List<String> command, Path directory) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    String path = environment.getOrDefault("PATH", DEFAULT_PATH);
    environment.clear();
    environment.put("PATH", path);
    environment.put("LC_ALL", "C");
    return builder;
  }

  /**
   * Runs a program to its end.
   *
   * @throws IOException if it cannot be started
   */
  static Result run(List<String> command) throws IOException {
    Process process = prepare(command, Path.of("/")).start();
    try (var output = process.getInputStream()) {
      String printed = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), printed.strip());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      throw new PostgresServerException("57014", "interrupted while running " + command.get(0), e);
    }
  }
}
