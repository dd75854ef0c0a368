package io.penstock.proxy.auth;

import io.penstock.config.Secret;
import io.penstock.wire.auth.ScramKeys;

/** What a client's login leaves for logging in to backends in its name. Nothing here prints. */
public sealed interface BackendProof {
  /** For users without a secret. */
  Nothing NOTHING = new Nothing();

  /** The password itself, from the configuration or from the client: serves every method. */
  record Password(Secret password) implements BackendProof {}

  /**
   * What the client's SCRAM proof gave away: serves SCRAM where the very same secret is stored,
   * salt and iterations included.
   */
  record Scram(ScramKeys keys) implements BackendProof {}

  /** The stored form, {@code md5} and 32 hex digits: serves md5 only. */
  record Md5Hash(Secret hash) implements BackendProof {}

  /** No secret: serves backends that trust the proxy's address or certificate. */
  record Nothing() implements BackendProof {}
}
