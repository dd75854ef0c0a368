package io.penstock.proxy.server;

import io.penstock.config.AuthenticationConfig;
import io.penstock.config.DatabaseConfig;
import io.penstock.config.NodeConfig;
import io.penstock.config.PenstockConfig;
import io.penstock.config.Secret;
import io.penstock.config.UserConfig;
import io.penstock.pool.node.ControlTarget;
import io.penstock.proxy.auth.StoredSecret;
import io.penstock.proxy.auth.StrangerSecrets;
import io.penstock.proxy.auth.UserLookup;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Asks PostgreSQL for users whom the file does not name. On connections of the proxy's own, whose
 * settings no client can touch; each lookup ends within their timeouts. Safe on any thread.
 */
final class SqlUserLookup implements UserLookup {
  private final PenstockConfig config;
  private final Nodes nodes;
  private final StrangerSecrets strangers;
  private final String queryUser;
  private final UserQuery query;

  /**
   * @param queryUser who runs the query
   * @throws IllegalStateException when the query cannot be run as it is written
   */
  SqlUserLookup(PenstockConfig config, String queryUser, Nodes nodes, StrangerSecrets strangers) {
    this.config = config;
    this.nodes = nodes;
    this.strangers = strangers;
    this.queryUser = queryUser;
    this.query = UserQuery.of(config.authentication().query());
  }

  @Override
  public CompletionStage<@Nullable StoredSecret> lookup(String database, String user) {
    AuthenticationConfig authentication = config.authentication();
    String place = authentication.queryDatabase();
    String name = place == null ? database : place;
    DatabaseConfig asked = config.database(name);
    if (asked == null) {
      return CompletableFuture.completedStage(null);
    }
    if (place == null && !config.databases().containsKey(name)) {
      // Whoever knocks makes up such names: connections to each would be opened for strangers.
      return CompletableFuture.failedStage(
          new IllegalStateException(
              "database "
                  + PenstockConfig.ANY_DATABASE
                  + " does not say where users are looked up (expected: a database in"
                  + " authentication.query-database)"));
    }
    String holder = config.places(name).getFirst();
    DatabaseConfig held = Objects.requireNonNull(config.database(holder), holder);
    ControlTarget target = target(holder, held, nodes.reachable(holder, held));
    return nodes
        .control()
        .run(
            target,
            connection -> {
              UserQuery.Found row = query.ask(connection, user);
              return Optional.ofNullable(row == null ? null : stored(user, row.secret()));
            })
        .<@Nullable StoredSecret>thenApply(found -> found.orElse(null));
  }

  private StoredSecret stored(String user, @Nullable String secret) {
    if (secret == null) {
      return StoredSecret.NONE;
    }
    try {
      return StoredSecret.of(user, Secret.of(secret), strangers);
    } catch (IllegalArgumentException e) {
      // Without its cause, which may quote what it could not read.
      throw new IllegalStateException(
          "authentication.query returned a malformed secret (expected: pg_authid.rolpassword)");
    }
  }

  private ControlTarget target(String name, DatabaseConfig database, NodeConfig node) {
    return new ControlTarget(
        node.name(),
        node.host(),
        node.port(),
        database.backendName(name),
        queryUser,
        password(database, node),
        node.tls());
  }

  /** What the file has for this user, wherever it names the user. */
  private @Nullable Secret password(DatabaseConfig database, NodeConfig node) {
    if (queryUser.equals(node.user()) && node.password() != null) {
      return node.password();
    }
    if (queryUser.equals(database.user()) && database.password() != null) {
      return database.password();
    }
    return config.users().getOrDefault(queryUser, UserConfig.defaults()).password();
  }

  /** Whom it may ask. */
  Set<ControlTarget> targets() {
    String place = config.authentication().queryDatabase();
    Set<ControlTarget> targets = new HashSet<>();
    for (String name : place == null ? config.databases().keySet() : Set.of(place)) {
      DatabaseConfig database = config.database(name);
      if (database != null) {
        database.allNodes().forEach(node -> targets.add(target(name, database, node)));
      }
    }
    return targets;
  }
}
