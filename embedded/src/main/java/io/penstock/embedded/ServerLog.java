package io.penstock.embedded;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a server has printed. */
record ServerLog(Path file) {
  private static final int TAIL_BYTES = 8 * 1024;

  long size() throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  /** At most the last 8 KiB, or an empty text if there is no log. */
  String tail() {
    try {
      return since(Math.max(0, size() - TAIL_BYTES));
    } catch (IOException e) {
      return "(" + file + " cannot be read: " + e + ")";
    }
  }

  /** The text from a byte offset on, cut after 8 KiB. */
  String since(long offset) throws IOException {
    if (!Files.exists(file)) {
      return "";
    }
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      channel.position(offset);
      byte[] bytes = Channels.newInputStream(channel).readNBytes(TAIL_BYTES);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
