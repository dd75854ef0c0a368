package io.penstock.proxy.auth;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for a short while what a slow lookup found, that somebody is nobody included, and asks
 * once for however many log in together. Failures are not remembered. Safe on any thread.
 */
public final class CachingUserLookup implements UserLookup {
  private final UserLookup slow;
  private final long ttlNanos;
  private final int maxEntries;
  private final LongSupplier nanoTime;

  /** In the order they were asked for; guarded by this. */
  private final Map<Key, Entry> entries = new LinkedHashMap<>();

  private record Key(String database, String user) {}

  private record Entry(CompletableFuture<@Nullable StoredSecret> answer, long askedAt) {}

  /**
   * @param slow must end every lookup by itself, in a bounded time
   * @param maxEntries names are made up by whoever knocks: the oldest is forgotten beyond these
   * @param nanoTime {@code System::nanoTime}
   */
  public CachingUserLookup(UserLookup slow, Duration ttl, int maxEntries, LongSupplier nanoTime) {
    this.slow = slow;
    this.ttlNanos = ttl.toNanos();
    this.maxEntries = maxEntries;
    this.nanoTime = nanoTime;
  }

  @Override
  public CompletionStage<@Nullable StoredSecret> lookup(String database, String user) {
    Key key = new Key(database, user);
    Entry asked = new Entry(new CompletableFuture<>(), nanoTime.getAsLong());
    synchronized (this) {
      Entry known = entries.get(key);
      if (known != null && isFresh(known)) {
        return known.answer;
      }
      entries.remove(key);
      entries.put(key, asked);
      if (entries.size() > maxEntries) {
        entries.remove(entries.keySet().iterator().next());
      }
    }
    ask(key, asked);
    return asked.answer;
  }

  /** Forgets everything, as after a reload. */
  public synchronized void clear() {
    entries.clear();
  }

  private boolean isFresh(Entry entry) {
    return !entry.answer.isDone() || nanoTime.getAsLong() - entry.askedAt < ttlNanos;
  }

  private void ask(Key key, Entry asked) {
    try {
      var unused =
          slow.lookup(key.database, key.user)
              .whenComplete((found, failure) -> {
                if (failure == null) {
                  asked.answer.complete(found);
                } else {
                  fail(key, asked, failure);
                }
              });
    } catch (RuntimeException e) {
      fail(key, asked, e);
    }
  }

  private void fail(Key key, Entry asked, Throwable failure) {
    synchronized (this) {
      entries.remove(key, asked);
    }
    asked.answer.completeExceptionally(failure);
  }
}
