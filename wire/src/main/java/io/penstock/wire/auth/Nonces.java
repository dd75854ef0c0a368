package io.penstock.wire.auth;

import java.security.SecureRandom;
import java.util.Base64;

/** Random bytes of the platform's cryptographic source; safe on any thread. */
final class Nonces {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** As many as PostgreSQL takes: 24 characters of base64. */
  private static final int NONCE_BYTES = 18;

  private Nonces() {}

  static byte[] random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  static String next() {
    return Base64.getEncoder().encodeToString(random(NONCE_BYTES));
  }
}
