package io.penstock.proxy.auth;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Finds what is known of a user. */
public interface UserLookup {
  /** Knows nobody. */
  UserLookup NOBODY = (database, user) -> CompletableFuture.completedStage(null);

  /**
   * Asks for a user's secret. May be called on any thread, an event loop included, so it must not
   * block; the stage may complete on any thread.
   *
   * @param database the name the client asks for; it need not exist
   * @return null for a user who does not exist or may not log in; fails when that cannot be found
   *     out now
   */
  CompletionStage<@Nullable StoredSecret> lookup(String database, String user);
}
