package io.penstock.wire.auth;

import io.penstock.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server stores to verify a SCRAM-SHA-256 login: PostgreSQL's {@code rolpassword}. It does
 * not log in anywhere by itself, yet whoever has it can play the server.
 */
public record ScramSecret(Bytes salt, int iterations, Bytes storedKey, Bytes serverKey) {
  /** PostgreSQL's default, and RFC 7677's minimum. */
  public static final int DEFAULT_ITERATIONS = 4096;

  /**
   * Bounds what a peer or a configuration can make one login cost, to about a quarter of a second.
   */
  public static final int MAX_ITERATIONS = 1_000_000;

  private static final int SALT_BYTES = 16;
  private static final String PREFIX = "SCRAM-SHA-256$";
  private static final Pattern FORMAT =
      Pattern.compile("SCRAM-SHA-256\\$([0-9]{1,7}):([^:$]+)\\$([^:$]+):([^:$]+)");

  public ScramSecret {
    requireIterations(iterations);
    requireKeyLength("stored key", storedKey);
    requireKeyLength("server key", serverKey);
  }

  /** Whether the text means to be a secret rather than a password; it may still be malformed. */
  public static boolean isSecret(String text) {
    return text.startsWith(PREFIX);
  }

  /**
   * Reads {@code SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey}.
   *
   * @throws IllegalArgumentException saying what is wrong without repeating the secret
   */
  public static ScramSecret parse(String text) {
    Matcher matcher = FORMAT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "malformed SCRAM secret (expected: SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey)");
    }
    return new ScramSecret(
        decode("salt", matcher.group(2)),
        Integer.parseInt(matcher.group(1)),
        decode("stored key", matcher.group(3)),
        decode("server key", matcher.group(4)));
  }

  /** A secret for the password with a new random salt and the default iterations. */
  public static ScramSecret create(String password) {
    return derive(password, Bytes.of(Nonces.random(SALT_BYTES)), DEFAULT_ITERATIONS);
  }

  /** The secret of a password. Costs as much as {@link ScramKeys#derive}. */
  public static ScramSecret derive(String password, Bytes salt, int iterations) {
    return ScramKeys.derive(password, salt, iterations).secret();
  }

  /**
   * The secret to run the exchange with when there is no such user, so that a stranger cannot tell:
   * the salt is always the same for the same key and name, and no proof fits.
   *
   * @param key random, and kept for as long as the salts are to stay the same; share it among the
   *     proxies of a fleet
   * @param iterations what real users have
   */
  public static ScramSecret mock(Bytes key, String user, int iterations) {
    byte[] secretKey = key.toArray();
    byte[] salt = Sha256.hmac(secretKey, utf8("salt " + user));
    return new ScramSecret(
        Bytes.of(Arrays.copyOf(salt, SALT_BYTES)),
        iterations,
        Bytes.of(Sha256.hmac(secretKey, utf8("stored key " + user))),
        Bytes.of(Sha256.hmac(secretKey, utf8("server key " + user))));
  }

  /** Whether this is the password, for clients that send it in clear over TLS; costs a derive. */
  public boolean matches(String password) {
    return ScramKeys.derive(password, salt, iterations).storedKey().equals(storedKey);
  }

  /** The text {@link #parse} reads; PostgreSQL takes it as a password in CREATE ROLE. */
  public String format() {
    return PREFIX
        + iterations
        + ":"
        + encode(salt)
        + "$"
        + encode(storedKey)
        + ":"
        + encode(serverKey);
  }

  @Override
  public String toString() {
    return "ScramSecret[redacted, iterations=" + iterations + "]";
  }

  static void requireIterations(int iterations) {
    if (iterations < 1 || iterations > MAX_ITERATIONS) {
      throw new IllegalArgumentException(
          "SCRAM iterations: " + iterations + " (expected: 1 to " + MAX_ITERATIONS + ")");
    }
  }

  static void requireKeyLength(String what, Bytes key) {
    if (key.length() != Sha256.LENGTH) {
      throw new IllegalArgumentException(
          "SCRAM " + what + " length: " + key.length() + " bytes (expected: 32)");
    }
  }

  private static Bytes decode(String what, String base64) {
    try {
      return Bytes.of(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      // Its message would show a character of the secret.
      throw new IllegalArgumentException("SCRAM " + what + ": not base64");
    }
  }

  private static String encode(Bytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.toArray());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
