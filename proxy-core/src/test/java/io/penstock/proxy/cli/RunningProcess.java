package io.penstock.proxy.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program that runs beside the test: what it says can be awaited, and signals can be sent. */
final class RunningProcess implements AutoCloseable {
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Process process;
  private final List<String> lines = new ArrayList<>();
  private final Thread reader;

  private RunningProcess(Process process) {
    this.process = process;
    this.reader = Thread.ofVirtual().start(this::read);
  }

  /**
   * Starts bin/penstock with these words. Ctrl-C is heard even if the tests run in the background,
   * where shells have programs ignore it.
   */
  static RunningProcess penstock(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.add(Project.folder().resolve("bin/penstock").toString());
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).directory(Path.of("/").toFile());
    builder.environment().remove("PENSTOCK_LOG");
    return new RunningProcess(builder.redirectErrorStream(true).start());
  }

  private void read() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        synchronized (lines) {
          lines.add(line);
          lines.notifyAll();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first line, said or still to come, in which the pattern is found. */
  Matcher awaitLine(String pattern) throws InterruptedException {
    long start = System.nanoTime();
    Pattern compiled = Pattern.compile(pattern);
    int next = 0;
    synchronized (lines) {
      while (true) {
        for (; next < lines.size(); next++) {
          Matcher matcher = compiled.matcher(lines.get(next));
          if (matcher.find()) {
            return matcher;
          }
        }
        long left = LIMIT_NANOS - (System.nanoTime() - start);
        if (left <= 0) {
          throw new AssertionError("no line with " + pattern + " in:\n" + output());
        }
        lines.wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
      }
    }
  }

  /** All it has said so far. */
  String output() {
    synchronized (lines) {
      return String.join("\n", lines);
    }
  }

  /** Sends a signal, named without SIG. */
  void signal(String name) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-s", name, Long.toString(process.pid())).inheritIO().start();
    if (kill.waitFor() != 0) {
      throw new AssertionError("no signal " + name + " to process " + process.pid());
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Whether it ends of itself so soon. */
  boolean exitsWithin(Duration time) throws InterruptedException {
    return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Its exit code, once it has ended by itself and all it said has been read. */
  int awaitExit() throws InterruptedException {
    if (!process.waitFor(LIMIT_NANOS, TimeUnit.NANOSECONDS)) {
      throw new AssertionError("still running after:\n" + output());
    }
    reader.join();
    return process.exitValue();
  }

  /** Ends it if it runs. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
