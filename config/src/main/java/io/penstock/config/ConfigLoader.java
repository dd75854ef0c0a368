package io.penstock.config;

import io.penstock.config.yaml.YamlNode;
import io.penstock.config.yaml.YamlReader;
import io.penstock.config.yaml.YamlSyntaxException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code penstock.yaml}. Each method returns a valid configuration or throws one exception
 * that names every mistake of the file; none keeps anything between calls, so all may be called on
 * any thread.
 */
public final class ConfigLoader {
  private static final int MAX_CHARACTERS = 2_000_000;

  private ConfigLoader() {}

  /**
   * Reads a file with this process's environment.
   *
   * @throws InvalidConfigException if it cannot be read or is not valid
   */
  public static PenstockConfig load(Path file) {
    return load(file, Environment.system());
  }

  /**
   * Reads a file and what it refers to. Paths in it are relative to its folder.
   *
   * @throws InvalidConfigException if it cannot be read or is not valid
   */
  public static PenstockConfig load(Path file, Environment environment) {
    Findings findings = new Findings(file.toString());
    String yaml = read(file, environment, findings);
    return parse(yaml, findings, environment, file.toAbsolutePath().getParent());
  }

  /**
   * Reads a text as if it were a file named {@code penstock.yaml} in the working directory.
   *
   * @throws InvalidConfigException if it is not valid
   */
  public static PenstockConfig parse(String yaml) {
    return parse(yaml, Environment.system());
  }

  /**
   * Reads a text and what it refers to.
   *
   * @throws InvalidConfigException if it is not valid
   */
  public static PenstockConfig parse(String yaml, Environment environment) {
    return parse(yaml, new Findings("penstock.yaml"), environment, null);
  }

  private static String read(Path file, Environment environment, Findings findings) {
    try {
      return environment.read(file);
    } catch (IOException unreadable) {
      String reason = unreadable.getClass().getSimpleName().replace("Exception", "");
      String message = "cannot be read: " + ConfigKey.kebab(reason).substring(1).replace('-', ' ');
      findings.add(0, KeyPath.ROOT, null, message, "a readable file in UTF-8");
      throw findings.failure();
    }
  }

  private static PenstockConfig parse(
      String yaml, Findings findings, Environment environment, @Nullable Path directory) {
    RecordBinder binder = new RecordBinder(findings, new TextSource(environment, directory));
    PenstockConfig config = binder.bind(tree(yaml, findings));
    new CrossChecks(config, findings, environment).run();
    findings.throwIfAny();
    return config;
  }

  private static YamlNode tree(String yaml, Findings findings) {
    if (yaml.length() > MAX_CHARACTERS) {
      String message = "found " + yaml.length() + " characters";
      findings.add(0, KeyPath.ROOT, null, message, "at most " + MAX_CHARACTERS);
    } else {
      try {
        return YamlReader.read(yaml);
      } catch (YamlSyntaxException invalid) {
        String line = yaml.lines().skip(invalid.line() - 1).findFirst().orElse("");
        String hint = line.contains("${") ? "quotes around a value with ${…} in it" : null;
        findings.add(
            invalid.line(), KeyPath.ROOT, null, String.valueOf(invalid.getMessage()), hint);
      }
    }
    throw findings.failure();
  }
}
