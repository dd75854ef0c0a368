package io.penstock.proxy.auth;

import io.penstock.config.Secret;
import io.penstock.wire.auth.Md5Password;
import io.penstock.wire.auth.ScramSecret;

/** What is known of a user to verify a login by. Immutable; nothing here prints. */
public sealed interface StoredSecret {
  /** The user exists, and has no password. */
  None NONE = new None();

  /**
   * Reads what a configuration or {@code pg_authid.rolpassword} holds. Costs a PBKDF2, so call it
   * off the event loops.
   *
   * @throws IllegalArgumentException when it begins as a SCRAM secret and is malformed
   */
  static StoredSecret of(String user, Secret secret, StrangerSecrets strangers) {
    String text = secret.reveal();
    if (ScramSecret.isSecret(text)) {
      return new Scram(ScramSecret.parse(text));
    }
    if (Md5Password.isHash(text)) {
      return new Md5(secret);
    }
    return new Plain(secret, strangers.derive(user, text));
  }

  /** The user exists, and has no password: only a certificate or trust lets it in. */
  record None() implements StoredSecret {}

  /** A password, and the SCRAM secret derived from it. */
  record Plain(Secret password, ScramSecret derived) implements StoredSecret {}

  /** A SCRAM secret alone. */
  record Scram(ScramSecret secret) implements StoredSecret {}

  /** {@code md5} and 32 hex digits. */
  record Md5(Secret hash) implements StoredSecret {}
}
