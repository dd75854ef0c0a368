package io.penstock.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder for files that only one measurement needs; gone when it is closed, or the JVM ends. */
public final class WorkFolder implements AutoCloseable {
  private final Path path;
  private final Thread shutdownHook = new Thread(this::removeIfPossible, "remove-work-folder");

  private WorkFolder(Path path) {
    this.path = path;
    Runtime.getRuntime().addShutdownHook(shutdownHook);
  }

  /** Creates an empty one. */
  public static WorkFolder create() throws IOException {
    return new WorkFolder(Files.createTempDirectory("penstock-bench"));
  }

  public Path path() {
    return path;
  }

  private void removeIfPossible() {
    try {
      remove();
    } catch (IOException | UncheckedIOException stillInUse) {
      System.err.println("left behind: " + path + " (" + stillInUse.getMessage() + ")");
    }
  }

  private void remove() throws IOException {
    try (Stream<Path> all = Files.exists(path) ? Files.walk(path) : Stream.empty()) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(one);
      }
    }
  }

  @Override
  public void close() {
    try {
      remove();
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + path, e);
    } catch (IllegalStateException shuttingDown) {
      // The hook finds nothing left.
    }
  }
}
