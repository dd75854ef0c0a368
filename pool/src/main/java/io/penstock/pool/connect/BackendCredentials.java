package io.penstock.pool.connect;

import io.penstock.config.Secret;
import io.penstock.wire.auth.ScramKeys;

/** What a login can prove to the backend. Nothing here prints a secret. */
public sealed interface BackendCredentials {
  /** Nothing: works only where the backend trusts the address or the certificate. */
  None NONE = new None();

  /** A plain password: serves SCRAM, md5 and cleartext. */
  static BackendCredentials password(Secret password) {
    return new Password(password);
  }

  /** No secret at all. */
  record None() implements BackendCredentials {}

  /** A plain password. */
  record Password(Secret password) implements BackendCredentials {}

  /**
   * The stored form {@code md5} and 32 hex digits of md5(password ‖ user); serves md5 only.
   *
   * @param hash with its {@code md5} prefix
   */
  record Md5Secret(Secret hash) implements BackendCredentials {}

  /** Keys that a client has just proved to have; for a backend with the same stored secret. */
  record ScramPassThrough(ScramKeys keys) implements BackendCredentials {}
}
