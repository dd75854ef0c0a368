package io.penstock.proxy.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** The project that the tests run in. */
final class Project {
  private Project() {}

  /** Its folder, wherever in it the tests were started. */
  static Path folder() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isRegularFile(folder.resolve("bin/penstock"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("no bin/penstock here or above");
      }
    }
    return folder;
  }
}
