package io.penstock.wire.auth;

import io.penstock.wire.Bytes;
import io.penstock.wire.CStrings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * PostgreSQL's old password scheme. The stored hash is as good as the password, md5 is weak, and
 * PostgreSQL 18 warns of it: for clients that cannot do SCRAM.
 */
public final class Md5Password {
  private static final String PREFIX = "md5";
  private static final Pattern FORMAT = Pattern.compile("md5[0-9a-f]{32}");

  private Md5Password() {}

  /** Whether the text is a stored hash rather than a password. */
  public static boolean isHash(String text) {
    return FORMAT.matcher(text).matches();
  }

  /** What PostgreSQL stores: "md5" and the hex digest of password and user name. */
  public static String hash(String password, String user) {
    return PREFIX + md5(CStrings.bytes(password), CStrings.bytes(user));
  }

  /**
   * What a client answers to a challenge.
   *
   * @throws IllegalArgumentException when the text is not a stored hash
   */
  public static String response(String hash, Bytes salt) {
    if (!isHash(hash)) {
      throw new IllegalArgumentException(
          "not a stored md5 password (expected: md5, 32 hex digits)");
    }
    byte[] hex = hash.substring(PREFIX.length()).getBytes(StandardCharsets.US_ASCII);
    return PREFIX + md5(hex, salt.toArray());
  }

  /** Whether the client's answer fits; takes the same time wherever it differs. */
  public static boolean matches(String hash, Bytes salt, String response) {
    return Bytes.utf8(response(hash, salt)).equals(Bytes.utf8(response));
  }

  private static String md5(byte[] first, byte[] second) {
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      digest.update(first);
      return HexFormat.of().formatHex(digest.digest(second));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java platform has MD5 switched off", e);
    }
  }
}
