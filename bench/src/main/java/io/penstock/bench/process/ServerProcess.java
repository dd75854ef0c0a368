package io.penstock.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A server that is measured: a process of its own, which ends with this JVM at the latest. */
public final class ServerProcess implements AutoCloseable {
  private static final long STOP_SECONDS = 10;
  private static final long POLL_MILLIS = 50;
  private static final int LOG_TAIL_LINES = 20;

  private final String name;
  private final Process process;
  private final Address address;
  private final Path log;
  private final Thread shutdownHook;

  private ServerProcess(String name, Process process, Address address, Path log) {
    this.name = name;
    this.process = process;
    this.address = address;
    this.log = log;
    this.shutdownHook = new Thread(process::destroyForcibly, "stop-" + name);
    Runtime.getRuntime().addShutdownHook(shutdownHook);
  }

  /**
   * Starts a server whose output goes to a file, and waits until it accepts connections.
   *
   * @throws BenchException if it does not; the message has the end of its output
   */
  static ServerProcess start(
      String name,
      List<String> command,
      Map<String, String> environment,
      Address address,
      Path log,
      Duration limit)
      throws InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    Process process;
    try {
      process = builder.start();
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new BenchException("cannot start " + name + ": " + e.getMessage());
    }
    ServerProcess server = new ServerProcess(name, process, address, log);
    try {
      server.awaitConnections(limit);
      return server;
    } catch (BenchException | InterruptedException e) {
      server.close();
      throw e;
    }
  }

  private void awaitConnections(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!address.accepts()) {
      if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new BenchException(
            name + " ended with exit code " + process.exitValue() + "; its last words:\n" + tail());
      }
      if (System.nanoTime() - end > 0) {
        throw new BenchException(
            "%s does not listen on %s after %d s; its last words:\n%s"
                .formatted(name, address, limit.toSeconds(), tail()));
      }
    }
  }

  private String tail() {
    try {
      List<String> lines = Files.readAllLines(log);
      int from = Math.max(0, lines.size() - LOG_TAIL_LINES);
      return String.join("\n", lines.subList(from, lines.size()));
    } catch (IOException e) {
      return "(" + log + " cannot be read: " + e.getMessage() + ")";
    }
  }

  /** Where it listens. */
  public Address address() {
    return address;
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /**
   * What it has used until now.
   *
   * @throws BenchException if it has ended; the message has the end of its output
   */
  public ProcessReading read() {
    try {
      return ProcessReading.of(process.pid());
    } catch (IOException | IllegalArgumentException e) {
      throw new BenchException(
          name + " cannot be read (" + e.getMessage() + "); its last words:\n" + tail());
    }
  }

  /** Ends it, in order if it can. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException shuttingDown) {
      // The hook finds a process that has ended.
    }
  }
}
