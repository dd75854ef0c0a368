package io.penstock.config;

import io.penstock.config.yaml.YamlNode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Makes single values of YAML, and tells of those that are not what their key expects. */
final class ScalarBinder {
  private final Findings findings;
  private final TextSource source;

  ScalarBinder(Findings findings, TextSource source) {
    this.findings = findings;
    this.source = source;
  }

  /** The value; null when it is not right, which has then been told. */
  @Nullable Object value(ScalarType type, YamlNode node, String path) {
    if (!(node instanceof YamlNode.Scalar scalar)) {
      return refuse(node, path, null, "found " + kind(node), type.expected());
    }
    boolean secret = type instanceof ScalarType.Confidential;
    String shown = secret ? null : scalar.text();
    String text;
    try {
      text = secret ? source.secret(scalar.text()) : source.text(scalar.text());
    } catch (TextSource.UnresolvedException unresolved) {
      String message = String.valueOf(unresolved.getMessage());
      return refuse(node, path, shown, message, unresolved.expected());
    }
    try {
      Object value = type.parse(text);
      return value instanceof Path file ? source.path(file) : value;
    } catch (IllegalArgumentException notExpected) {
      return refuse(node, path, shown, found(type, scalar.text()), type.expected());
    }
  }

  /** What a node is, for somebody who expected something else. */
  static String kind(YamlNode node) {
    return switch (node) {
      case YamlNode.Mapping mapping -> "a block of keys";
      case YamlNode.Sequence sequence -> "a list";
      case YamlNode.Scalar scalar -> "a single value";
      case YamlNode.Nothing nothing -> "nothing";
    };
  }

  private static String found(ScalarType type, String written) {
    return switch (type) {
      case ScalarType.Confidential confidential -> "found an empty secret";
      case ScalarType.Choice choice ->
          "found " + KeyPath.quote(written) + Nearest.hint(written, choice.words());
      default -> "found " + KeyPath.quote(written);
    };
  }

  private @Nullable Object refuse(
      YamlNode node, String path, @Nullable String value, String message, String expected) {
    findings.add(node.line(), path, value, message, expected);
    findings.broken(path);
    return null;
  }
}
