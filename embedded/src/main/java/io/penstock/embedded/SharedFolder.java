package io.penstock.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A folder that is made once and then only read, by all JVMs. The number of its entries stands in a
 * file beside it, because cleaners of temporary files delete single old ones.
 */
record SharedFolder(Path path) {

  /** Makes the folder under the path given, which does not exist yet. */
  @FunctionalInterface
  interface Content {
    void fill(Path folder) throws IOException;
  }

  /** Makes the folder if it is not there whole. Other JVMs see all of it or nothing. */
  void provide(Home home, Content content) throws IOException {
    if (!isIntact()) {
      home.locked(() -> isIntact() ? path : create(content));
    }
  }

  private boolean isIntact() throws IOException {
    return Files.isDirectory(path)
        && Files.exists(count())
        && Files.readString(count()).equals(entriesOf(path));
  }

  private Path create(Content content) throws IOException {
    Path unfinished = path.resolveSibling(path.getFileName() + ".unfinished");
    for (Path remains : new Path[] {unfinished, path}) {
      if (Files.exists(remains)) {
        Folders.delete(remains);
      }
    }
    content.fill(unfinished);
    Files.writeString(count(), entriesOf(unfinished));
    return Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
  }

  private Path count() {
    return path.resolveSibling(path.getFileName() + ".entries");
  }

  private static String entriesOf(Path folder) throws IOException {
    try (var entries = Files.walk(folder)) {
      return Long.toString(entries.count());
    }
  }
}
