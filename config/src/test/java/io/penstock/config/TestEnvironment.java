package io.penstock.config;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An environment of the test's own variables and files. */
final class TestEnvironment implements Environment {
  private final Map<String, String> variables = new HashMap<>();
  private final Map<String, String> files = new HashMap<>();

  TestEnvironment variable(String name, String value) {
    variables.put(name, value);
    return this;
  }

  TestEnvironment file(String path, String content) {
    files.put(path, content);
    return this;
  }

  @Override
  public @Nullable String variable(String name) {
    return variables.get(name);
  }

  @Override
  public String read(Path file) throws IOException {
    String content = files.get(file.toString());
    if (content == null) {
      throw new NoSuchFileException(file.toString());
    }
    return content;
  }

  @Override
  public boolean isReadable(Path file) {
    return files.containsKey(file.toString());
  }
}
