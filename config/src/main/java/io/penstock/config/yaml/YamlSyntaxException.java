package io.penstock.config.yaml;

/**
 * A text that is not YAML, or uses a part of YAML that is not supported. The message quotes nothing
 * of the text.
 */
public final class YamlSyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int line;

  YamlSyntaxException(int line, String message) {
    super(message);
    this.line = line;
  }

  /** The line, from 1. */
  public int line() {
    return line;
  }
}
