package io.penstock.sql;

import java.security.SecureRandom;

/**
 * The secret that fingerprints depend on. A client chooses the texts it sends: could it compute
 * fingerprints, it could look for two texts with the same one, a read and a write, and have the
 * write sent where the read belongs; or fill one slot of every table that is kept by fingerprint.
 * Hence a keyed hash, and a new key for every process. Fingerprints must not be stored or compared
 * between processes.
 */
public record FingerprintKey(long first, long second) {
  /** The key of this process. */
  public static final FingerprintKey OF_PROCESS = random();

  private static FingerprintKey random() {
    SecureRandom random = new SecureRandom();
    return new FingerprintKey(random.nextLong(), random.nextLong());
  }

  /** Does not show the key. */
  @Override
  public String toString() {
    return "FingerprintKey";
  }
}
