package io.penstock.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the loader asks of the machine: environment variables and the files a configuration names.
 */
public interface Environment {
  /** The longest file that is read. */
  int MAX_FILE_BYTES = 4 << 20;

  /** The variable's value; null when it is not set. */
  @Nullable String variable(String name);

  /** The text of a file of at most {@link #MAX_FILE_BYTES}, in UTF-8. */
  String read(Path file) throws IOException;

  /** Whether the file is there and can be read. */
  boolean isReadable(Path file);

  /** This process's environment and files. */
  static Environment system() {
    return new Environment() {
      @Override
      public @Nullable String variable(String name) {
        return System.getenv(name);
      }

      @Override
      public String read(Path file) throws IOException {
        try (InputStream content = Files.newInputStream(file)) {
          byte[] bytes = content.readNBytes(MAX_FILE_BYTES + 1);
          if (bytes.length > MAX_FILE_BYTES) {
            throw new IOException("longer than " + MAX_FILE_BYTES + " bytes");
          }
          return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        }
      }

      @Override
      public boolean isReadable(Path file) {
        return Files.isRegularFile(file) && Files.isReadable(file);
      }
    };
  }
}
