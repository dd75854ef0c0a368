package io.penstock.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What has been found wrong with a file so far, and where each of its keys stands.
 *
 * <p>A key is broken when its value could not be read: a placeholder stands for it, and nothing
 * that is noticed about the placeholder is worth telling.
 */
final class Findings {
  private final String file;
  private final Map<String, Integer> lines = new HashMap<>();
  private final Set<String> broken = new HashSet<>();
  private final List<ConfigProblem> problems = new ArrayList<>();

  Findings(String file) {
    this.file = file;
  }

  void locate(String key, int line) {
    lines.putIfAbsent(key, line);
  }

  boolean isWritten(String key) {
    return lines.containsKey(key);
  }

  void broken(String key) {
    broken.add(key);
  }

  boolean isBroken(String key) {
    for (String path = key; !path.isEmpty(); path = KeyPath.parent(path)) {
      if (broken.contains(path)) {
        return true;
      }
    }
    return broken.contains(KeyPath.ROOT);
  }

  /** Tells of a key on a line of its own. */
  void add(
      int line, String key, @Nullable String value, String message, @Nullable String expected) {
    problems.add(new ConfigProblem(file, line, key, value, message, expected));
  }

  /** Tells of a value that was read but is not right, unless the key is broken. */
  void refuse(String key, String message, @Nullable String expected) {
    if (!isBroken(key)) {
      add(lineOf(key), key, null, message, expected);
    }
  }

  /** The line of the key, or of the nearest block around it that the file has. */
  private int lineOf(String key) {
    for (String path = key; !path.isEmpty(); path = KeyPath.parent(path)) {
      Integer line = lines.get(path);
      if (line != null) {
        return line;
      }
    }
    return 1;
  }

  void throwIfAny() {
    if (!problems.isEmpty()) {
      throw failure();
    }
  }

  InvalidConfigException failure() {
    return new InvalidConfigException(
        problems.stream().sorted(Comparator.comparingInt(ConfigProblem::line)).toList());
  }
}
