package io.penstock.pool.connect;

import io.penstock.config.Secret;
import io.penstock.wire.auth.ScramChallenge;
import io.penstock.wire.auth.ScramKeys;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keys derived from passwords, the last used ones, so that only the first login after a password
 * change costs the thousands of HMACs. For any thread.
 */
final class ScramKeyCache {
  private static final int MAX = 1024;

  private final Map<Question, ScramKeys> keys =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, ScramKeys> eldest) {
          return size() > MAX;
        }
      };

  private record Question(Secret password, ScramChallenge challenge) {}

  @Nullable ScramKeys find(Secret password, ScramChallenge challenge) {
    synchronized (keys) {
      return keys.get(new Question(password, challenge));
    }
  }

  /** Takes a millisecond or more: not for an event loop. */
  ScramKeys derive(Secret password, ScramChallenge challenge) {
    ScramKeys derived =
        ScramKeys.derive(password.reveal(), challenge.salt(), challenge.iterations());
    synchronized (keys) {
      keys.put(new Question(password, challenge), derived);
    }
    return derived;
  }
}
