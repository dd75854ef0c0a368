package io.penstock.proxy.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program that has run to its end.
 *
 * @param out standard output
 * @param err standard error
 */
record LaunchedProcess(int exitCode, String out, String err) {
  private static final int LIMIT_SECONDS = 60;

  /** A program that has not been started yet. */
  static final class Preparation {
    private final ProcessBuilder builder;

    private Preparation(List<String> command) {
      builder = new ProcessBuilder(command);
    }

    Preparation variable(String name, String value) {
      builder.environment().put(name, value);
      return this;
    }

    Preparation folder(Path folder) {
      builder.directory(folder.toFile());
      return this;
    }

    LaunchedProcess run() throws IOException, InterruptedException {
      Path out = Files.createTempFile("penstock", ".out");
      Path err = Files.createTempFile("penstock", ".err");
      Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      try {
        process.getOutputStream().close();
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
          throw new IllegalStateException(
              builder.command() + " runs after " + LIMIT_SECONDS + " s");
        }
        return new LaunchedProcess(
            process.exitValue(),
            Files.readString(out, StandardCharsets.UTF_8),
            Files.readString(err, StandardCharsets.UTF_8));
      } finally {
        process.destroyForcibly();
        Files.delete(out);
        Files.delete(err);
      }
    }
  }

  static Preparation prepare(Path program, String... words) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(words));
    return new Preparation(command);
  }
}
