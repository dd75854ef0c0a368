package io.penstock.bench.process;

import java.nio.file.Path;

/** The folder of the project, which bench/launch tells. */
public final class ProjectFolder {
  private static final String PROPERTY = "penstock.project";

  private ProjectFolder() {}

  /**
   * Its path.
   *
   * @throws BenchException if this JVM was started in another way
   */
  public static Path path() {
    String folder = System.getProperty(PROPERTY);
    if (folder == null) {
      throw new BenchException(
          "system property "
              + PROPERTY
              + " is not set (expected: the project's folder):"
              + " start with the commands in the folder bench");
    }
    return Path.of(folder);
  }
}
