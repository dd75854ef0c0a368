package io.penstock.proxy.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A command run in this JVM, and what came of it.
 *
 * @param out standard output
 * @param err standard error
 */
record CommandRun(int exitCode, String out, String err) {
  static CommandRun of(String... words) {
    return withInput("", words);
  }

  static CommandRun withInput(String in, String... words) {
    return withInput(in.getBytes(StandardCharsets.UTF_8), words);
  }

  static CommandRun withInput(byte[] in, String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode = Main.execute(new ByteArrayInputStream(in), out, err, words);
    return new CommandRun(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
