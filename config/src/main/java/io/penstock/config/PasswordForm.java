package io.penstock.config;

import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a user's secret is: PostgreSQL tells these apart by the same prefixes in {@code
 * pg_authid.rolpassword}.
 */
enum PasswordForm {
  PLAIN,
  SCRAM,
  MD5,
  /** Starts as a stored secret does, but is none. */
  MALFORMED;

  private static final String SCRAM_PREFIX = "SCRAM-SHA-256$";
  private static final Pattern SCRAM_SECRET =
      Pattern.compile("SCRAM-SHA-256\\$([1-9]\\d{0,8}):([^$:]+)\\$([^$:]+):([^$:]+)");
  private static final Pattern MD5_SECRET = Pattern.compile("md5[0-9a-f]{32}");
  private static final Pattern LIKE_MD5 = Pattern.compile("md5[0-9a-fA-F]{16,}");
  private static final int KEY_BYTES = 32;

  static PasswordForm of(Secret secret) {
    String text = secret.reveal();
    if (text.startsWith(SCRAM_PREFIX)) {
      return isScram(text) ? SCRAM : MALFORMED;
    }
    if (MD5_SECRET.matcher(text).matches()) {
      return MD5;
    }
    return LIKE_MD5.matcher(text).matches() ? MALFORMED : PLAIN;
  }

  private static boolean isScram(String text) {
    Matcher matcher = SCRAM_SECRET.matcher(text);
    return matcher.matches()
        && decodedLength(matcher.group(2)) > 0
        && decodedLength(matcher.group(3)) == KEY_BYTES
        && decodedLength(matcher.group(4)) == KEY_BYTES;
  }

  private static int decodedLength(String base64) {
    try {
      return Base64.getDecoder().decode(base64).length;
    } catch (IllegalArgumentException notBase64) {
      return -1;
    }
  }
}
