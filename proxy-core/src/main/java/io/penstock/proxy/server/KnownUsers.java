package io.penstock.proxy.server;

import io.penstock.config.PenstockConfig;
import io.penstock.pool.node.ControlTarget;
import io.penstock.proxy.auth.CachingUserLookup;
import io.penstock.proxy.auth.ConfigUserLookup;
import io.penstock.proxy.auth.StoredSecret;
import io.penstock.proxy.auth.StrangerSecrets;
import io.penstock.proxy.auth.UserLookup;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The users of one configuration: those of its file, and where it has a query-user also those of
 * PostgreSQL. A reload makes another one, which remembers nothing. Safe on any thread.
 */
final class KnownUsers implements UserLookup {
  /** As long as a dropped user, or an old password, may still log in to the proxy. */
  private static final Duration TTL = Duration.ofSeconds(5);

  private static final int MAX_REMEMBERED = 10_000;

  private final UserLookup lookup;
  private final Set<ControlTarget> targets;

  private KnownUsers(UserLookup lookup, Set<ControlTarget> targets) {
    this.lookup = lookup;
    this.targets = targets;
  }

  /**
   * Reads nothing yet.
   *
   * @param executor where PBKDF2 may run: virtual threads, never an event loop
   * @throws IllegalStateException when authentication.query is of no use
   */
  static KnownUsers of(
      PenstockConfig config, Nodes nodes, StrangerSecrets strangers, Executor executor) {
    String queryUser = config.authentication().queryUser();
    UserLookup others = NOBODY;
    Set<ControlTarget> targets = Set.of();
    if (queryUser != null) {
      SqlUserLookup sql = new SqlUserLookup(config, queryUser, nodes, strangers);
      others = new CachingUserLookup(sql, TTL, MAX_REMEMBERED, System::nanoTime);
      targets = sql.targets();
    }
    ConfigUserLookup file = new ConfigUserLookup(config.users(), strangers, executor, others);
    file.prepare();
    return new KnownUsers(file, targets);
  }

  @Override
  public CompletionStage<@Nullable StoredSecret> lookup(String database, String user) {
    return lookup.lookup(database, user);
  }

  /** Where these users are asked for and those of the other configuration are not. */
  Set<ControlTarget> targetsWithout(KnownUsers other) {
    Set<ControlTarget> gone = new HashSet<>(targets);
    gone.removeAll(other.targets);
    return gone;
  }
}
