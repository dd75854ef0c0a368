package io.penstock.wire.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/** SHA-256 and what SCRAM builds on it. Every Java platform has both algorithms. */
final class Sha256 {
  static final int LENGTH = 32;

  private static final String HMAC = "HmacSHA256";
  private static final byte[] FIRST_BLOCK = {0, 0, 0, 1};

  private Sha256() {}

  static byte[] digest(byte[] bytes) {
    return sha256().digest(bytes);
  }

  static byte[] hmac(byte[] key, byte[] bytes) {
    return mac(key).doFinal(bytes);
  }

  static byte[] hmac(byte[] key, String ascii) {
    return hmac(key, ascii.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** PBKDF2 with HMAC-SHA-256 for one block of output, which is RFC 5802's Hi. */
  static byte[] pbkdf2(byte[] password, byte[] salt, int iterations) {
    Mac mac = mac(password);
    mac.update(salt);
    byte[] round = mac.doFinal(FIRST_BLOCK);
    byte[] result = round.clone();
    try {
      for (int i = 1; i < iterations; i++) {
        mac.update(round);
        mac.doFinal(round, 0);
        for (int j = 0; j < LENGTH; j++) {
          result[j] ^= round[j];
        }
      }
    } catch (ShortBufferException e) {
      throw new IllegalStateException("HMAC-SHA-256 longer than 32 bytes", e);
    }
    return result;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java platform lacks SHA-256", e);
    }
  }

  private static Mac mac(byte[] key) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      // HMAC pads keys with zeros, so one zero is the empty key, which SecretKeySpec refuses.
      mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, HMAC));
      return mac;
    } catch (InvalidKeyException e) {
      throw new IllegalArgumentException("key unfit for HMAC-SHA-256", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform lacks HMAC-SHA-256", e);
    }
  }
}
