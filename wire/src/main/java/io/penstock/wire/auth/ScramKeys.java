package io.penstock.wire.auth;

import io.penstock.wire.Bytes;

/**
 * What logs in by SCRAM in place of a password, for one salt and iteration count. Immutable, so it
 * can be kept: deriving costs as many HMACs as there are iterations, about a millisecond for a few
 * thousand, and does not belong on an event loop.
 *
 * @param clientKey as good as the password wherever the same secret is stored
 * @param serverKey proves the server to the client
 */
public record ScramKeys(Bytes salt, int iterations, Bytes clientKey, Bytes serverKey) {

  public ScramKeys {
    ScramSecret.requireIterations(iterations);
    ScramSecret.requireKeyLength("client key", clientKey);
    ScramSecret.requireKeyLength("server key", serverKey);
  }

  /** The keys of a password, which is prepared by SASLprep as PostgreSQL does. */
  public static ScramKeys derive(String password, Bytes salt, int iterations) {
    ScramSecret.requireIterations(iterations);
    byte[] salted = Sha256.pbkdf2(SaslPrep.prepare(password), salt.toArray(), iterations);
    return new ScramKeys(
        salt,
        iterations,
        Bytes.of(Sha256.hmac(salted, "Client Key")),
        Bytes.of(Sha256.hmac(salted, "Server Key")));
  }

  /** The secret a server stores for these keys. */
  public ScramSecret secret() {
    return new ScramSecret(salt, iterations, storedKey(), serverKey);
  }

  Bytes storedKey() {
    return Bytes.of(Sha256.digest(clientKey.toArray()));
  }

  @Override
  public String toString() {
    return "ScramKeys[redacted, iterations=" + iterations + "]";
  }
}
