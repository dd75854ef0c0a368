package io.penstock.proxy.auth;

import io.penstock.wire.Bytes;
import io.penstock.wire.auth.ScramSecret;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Secrets for names nobody has, so that a stranger goes through the same exchange as a user.
 *
 * <p>Users with a plain password get the salt that a stranger of their name would get: whether a
 * name is a user's cannot be told by its salt, not even across a reload. So keep one of these for
 * as long as the process lives. Safe on any thread.
 */
public final class StrangerSecrets {
  private static final int KEY_BYTES = 32;
  private static final int MD5_BYTES = 16;

  private final Bytes key;

  /**
   * @param key random; the proxies of a fleet may share it
   */
  public StrangerSecrets(Bytes key) {
    this.key = key;
  }

  /** With a new random key. */
  public static StrangerSecrets random() {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return new StrangerSecrets(Bytes.of(key));
  }

  /** A secret no proof fits. Costs a few HMACs. */
  ScramSecret scram(String user) {
    return ScramSecret.mock(key, user, ScramSecret.DEFAULT_ITERATIONS);
  }

  /** An md5 hash no password is known for. */
  String md5(String user) {
    byte[] storedKey = scram(user).storedKey().toArray();
    return "md5" + HexFormat.of().formatHex(storedKey, 0, MD5_BYTES);
  }

  /** The secret of a user's password. Costs a PBKDF2: not for event loops. */
  ScramSecret derive(String user, String password) {
    return ScramSecret.derive(password, scram(user).salt(), ScramSecret.DEFAULT_ITERATIONS);
  }
}
