package io.penstock.proxy.auth;

import io.penstock.config.Secret;
import io.penstock.config.UserConfig;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The users of the configuration file. A plain password's SCRAM secret is derived once, on the
 * executor. Safe on any thread.
 */
public final class ConfigUserLookup implements UserLookup {
  private final Map<String, UserConfig> users;
  private final StrangerSecrets strangers;
  private final Executor executor;
  private final UserLookup others;
  private final Map<String, CompletableFuture<@Nullable StoredSecret>> derived =
      new ConcurrentHashMap<>();

  /**
   * @param executor where PBKDF2 may run: virtual threads, never an event loop
   * @param others asked for users whom the file does not name, or names without a password
   */
  public ConfigUserLookup(
      Map<String, UserConfig> users,
      StrangerSecrets strangers,
      Executor executor,
      UserLookup others) {
    this.users = Map.copyOf(users);
    this.strangers = strangers;
    this.executor = executor;
    this.others = others;
  }

  /** Derives every user's secret now, so that the first login need not wait; returns at once. */
  public void prepare() {
    executor.execute(() ->
        users.forEach((name, user) -> {
          if (user.password() != null) {
            var unused = stored(name, user.password(), Runnable::run);
          }
        }));
  }

  @Override
  public CompletionStage<@Nullable StoredSecret> lookup(String database, String user) {
    UserConfig config = users.get(user);
    if (config == null) {
      return others.lookup(database, user);
    }
    Secret password = config.password();
    if (password == null) {
      return others
          .lookup(database, user)
          .thenApply(secret -> secret == null ? StoredSecret.NONE : secret);
    }
    return stored(user, password, executor);
  }

  private CompletableFuture<@Nullable StoredSecret> stored(
      String user, Secret password, Executor derives) {
    CompletableFuture<@Nullable StoredSecret> known = derived.get(user);
    if (known != null) {
      return known;
    }
    // Not computeIfAbsent: an event loop must not wait for another thread's derivation.
    CompletableFuture<@Nullable StoredSecret> mine = new CompletableFuture<>();
    CompletableFuture<@Nullable StoredSecret> other = derived.putIfAbsent(user, mine);
    if (other != null) {
      return other;
    }
    derives.execute(() -> {
      try {
        mine.complete(StoredSecret.of(user, password, strangers));
      } catch (RuntimeException e) {
        mine.completeExceptionally(e);
      }
    });
    return mine;
  }
}
