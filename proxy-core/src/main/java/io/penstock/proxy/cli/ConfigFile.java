package io.penstock.proxy.cli;

import io.penstock.config.ConfigLoader;
import io.penstock.config.InvalidConfigException;
import io.penstock.config.PenstockConfig;
import java.nio.file.Path;

/** The file that {@code run} and {@code check} are given. */
final class ConfigFile {
  private ConfigFile() {}

  /**
   * Reads it.
   *
   * @throws CommandFailedException with a line for each mistake
   */
  static PenstockConfig load(Path file) {
    try {
      return ConfigLoader.load(file);
    } catch (InvalidConfigException invalid) {
      throw new CommandFailedException(String.valueOf(invalid.getMessage()));
    }
  }

  /**
   * One line that says it is right, and enough of what is in it to see that it is the right one.
   */
  static String summary(Path file, PenstockConfig config) {
    int nodes = config.databases().values().stream().mapToInt(one -> one.allNodes().size()).sum();
    return "%s: ok (%s, %s, %s)"
        .formatted(
            file,
            count(config.databases().size(), "database"),
            count(nodes, "node"),
            count(config.users().size(), "user"));
  }

  private static String count(int count, String thing) {
    return count + " " + thing + (count == 1 ? "" : "s");
  }
}
