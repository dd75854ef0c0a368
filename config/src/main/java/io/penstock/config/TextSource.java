package io.penstock.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns what is written into what is meant: references to the environment (a doubled dollar sign
 * stands for itself), the contents of {@code file:/path} for secrets, and paths relative to the
 * configuration file.
 */
final class TextSource {
  private static final String FILE_PREFIX = "file:";
  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\$\\{|\\$\\{([A-Za-z_][A-Za-z0-9_]*)(:-([^}]*))?}|\\$\\{");

  private final Environment environment;
  private final @Nullable Path directory;

  /** A reference that cannot be followed. The message holds no secret. */
  static final class UnresolvedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String expected;

    private UnresolvedException(String message, String expected) {
      super(message);
      this.expected = expected;
    }

    String expected() {
      return expected;
    }
  }

  TextSource(Environment environment, @Nullable Path directory) {
    this.environment = environment;
    this.directory = directory;
  }

  /** The text with the environment's values in it. */
  String text(String written) throws UnresolvedException {
    if (!written.contains("${")) {
      return written;
    }
    StringBuilder text = new StringBuilder();
    Matcher matcher = REFERENCE.matcher(written);
    int end = 0;
    while (matcher.find()) {
      text.append(written, end, matcher.start());
      text.append(matcher.group().equals("$${") ? "${" : variable(matcher));
      end = matcher.end();
    }
    return text.append(written, end, written.length()).toString();
  }

  /**
   * As {@link #text}; what is written as {@code file:…} is read from there, without its last line
   * break.
   */
  String secret(String written) throws UnresolvedException {
    String text = text(written);
    if (!written.startsWith(FILE_PREFIX)) {
      return text;
    }
    String name = text.substring(FILE_PREFIX.length());
    try {
      return environment.read(path(Path.of(name))).replaceFirst("\\r?\\n\\z", "");
    } catch (IOException | RuntimeException unreadable) {
      throw new UnresolvedException(
          "cannot read the file " + KeyPath.quote(name), "a file that holds the secret, in UTF-8");
    }
  }

  Path path(Path written) {
    return directory == null ? written : directory.resolve(written);
  }

  private String variable(Matcher matcher) throws UnresolvedException {
    String name = matcher.group(1);
    if (name == null) {
      throw new UnresolvedException(
          "found \"${\" that starts no reference to the environment",
          "${NAME} or ${NAME:-default}; $${ stands for ${ itself");
    }
    String value = environment.variable(name);
    if (matcher.group(2) != null) {
      return value == null || value.isEmpty() ? matcher.group(3) : value;
    }
    if (value == null) {
      throw new UnresolvedException(
          "the environment variable " + name + " is not set",
          "it to be set, or a default as in ${" + name + ":-default}");
    }
    return value;
  }
}
