package io.penstock.config;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a configuration file.
 *
 * @param file the file's name as it was given
 * @param line its line, from 1; 0 when the file could not be read at all
 * @param key the full key, as in {@code databases.shop.nodes[1].port}; empty for the file as a
 *     whole
 * @param value what was found, as written; null when there is nothing to show or it may be a secret
 * @param message what is wrong, in words
 * @param expected what would be right; null when the message says it
 */
public record ConfigProblem(
    String file,
    int line,
    String key,
    @Nullable String value,
    String message,
    @Nullable String expected) {

  /** The problem on one line: {@code penstock.yaml:12: pool.size: found "x", expected …}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(file).append(':');
    if (line > 0) {
      text.append(line).append(':');
    }
    if (!key.isEmpty()) {
      text.append(' ').append(key).append(':');
    }
    text.append(' ').append(message);
    if (expected != null) {
      text.append(", expected ").append(expected);
    }
    return text.toString();
  }
}
