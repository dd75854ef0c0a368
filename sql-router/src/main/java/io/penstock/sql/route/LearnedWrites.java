package io.penstock.sql.route;

import io.penstock.sql.Fingerprint;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Fingerprints of statements that looked like reads and that a replica refused: the oldest are
 * forgotten, and learned again. For any thread; outlives the {@link RoutePlan} of a reload.
 */
public final class LearnedWrites {
  private static final int MOST = 10_000;

  private final Set<Fingerprint> fingerprints = new LinkedHashSet<>();

  /** A replica refused a statement with this fingerprint. */
  public synchronized void learn(Fingerprint fingerprint) {
    fingerprints.remove(fingerprint);
    fingerprints.add(fingerprint);
    if (fingerprints.size() > MOST) {
      fingerprints.remove(fingerprints.iterator().next());
    }
  }

  /** Whether one did. */
  public synchronized boolean contains(Fingerprint fingerprint) {
    return fingerprints.contains(fingerprint);
  }
}
