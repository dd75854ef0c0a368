package io.penstock.proxy.cli;

import io.penstock.wire.Bytes;
import io.penstock.wire.auth.ScramSecret;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Turns a password into the secret that can stand in a file. */
final class PasswordHash {
  static final int DEFAULT_ITERATIONS = ScramSecret.DEFAULT_ITERATIONS;

  private static final int SALT_BYTES = 16;

  /** PostgreSQL takes no longer one. */
  private static final int MAX_PASSWORD_BYTES = 1024;

  private PasswordHash() {}

  /**
   * Asks twice on the terminal; without one, takes the first line of the stream.
   *
   * @throws CommandFailedException if there is no password, or the two differ
   */
  static String read(@Nullable Console console, InputStream in) {
    String password = console == null ? readLine(in) : ask(console);
    if (password.isEmpty()) {
      throw new CommandFailedException(
          "hash-password: the password is empty (expected: a line of text)");
    }
    return password;
  }

  /**
   * The secret, or a line of penstock.yaml's block of users.
   *
   * @throws CommandFailedException if there are too few or too many iterations
   */
  static String line(@Nullable String user, int iterations, String password) {
    if (iterations < DEFAULT_ITERATIONS || iterations > ScramSecret.MAX_ITERATIONS) {
      throw new CommandFailedException(
          "hash-password: --iterations %d (expected: %d to %d)"
              .formatted(iterations, DEFAULT_ITERATIONS, ScramSecret.MAX_ITERATIONS));
    }
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    String secret = ScramSecret.derive(password, Bytes.of(salt), iterations).format();
    return user == null ? secret : "  " + quoted(user) + ": {password: \"" + secret + "\"}";
  }

  /** A name as YAML can read it, whatever is in it. */
  private static String quoted(String name) {
    return name.matches("[a-z_][a-z0-9_]*")
        ? name
        : '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String ask(Console console) {
    char[] first = console.readPassword("Password: ");
    char[] second = console.readPassword("Again: ");
    if (first == null || second == null) {
      return "";
    }
    if (!Arrays.equals(first, second)) {
      throw new CommandFailedException("hash-password: the two passwords differ");
    }
    return new String(first);
  }

  private static String readLine(InputStream in) {
    try {
      byte[] bytes = in.readNBytes(MAX_PASSWORD_BYTES + 2);
      int end = 0;
      while (end < bytes.length && bytes[end] != '\n' && bytes[end] != '\r') {
        end++;
      }
      if (end > MAX_PASSWORD_BYTES) {
        throw new CommandFailedException(
            "hash-password: the password is longer than " + MAX_PASSWORD_BYTES + " bytes");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, end)).toString();
    } catch (CharacterCodingException e) {
      throw new CommandFailedException("hash-password: the password is not in UTF-8");
    } catch (IOException e) {
      throw new UncheckedIOException("standard input cannot be read", e);
    }
  }
}
