package io.penstock.embedded;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A primary with streaming replicas. All methods may be called on any thread; a promotion runs
 * alone.
 */
public final class PostgresCluster implements AutoCloseable {
  private static final Duration CATCH_UP_LIMIT = Duration.ofSeconds(30);
  private static final Duration PROMOTION_LIMIT = Duration.ofSeconds(60);

  private final List<PostgresServer> servers;
  private volatile PostgresServer primary;

  PostgresCluster(PostgresServer primary, List<PostgresServer> replicas) {
    this.primary = primary;
    this.servers = new ArrayList<>(List.of(primary));
    this.servers.addAll(replicas);
  }

  /** Settings for a new cluster. */
  public static PostgresClusterBuilder builder() {
    return new PostgresClusterBuilder();
  }

  /** The server that takes writes: the first one, or the one promoted last. */
  public PostgresServer primary() {
    return primary;
  }

  /** All others, running or not. */
  public List<PostgresServer> replicas() {
    PostgresServer current = primary;
    return servers.stream().filter(server -> server != current).toList();
  }

  /** All servers, in the order of their names. */
  public List<PostgresServer> servers() {
    return List.copyOf(servers);
  }

  /**
   * Waits until every running replica shows everything that was committed before this call.
   *
   * @throws PostgresServerException if one does not within 30 seconds
   */
  public void awaitCaughtUp() throws SQLException {
    String position = primary.text("SELECT pg_current_wal_lsn()");
    for (PostgresServer replica : replicas()) {
      if (replica.isRunning()) {
        awaitReplayed(replica, position);
      }
    }
  }

  private static void awaitReplayed(PostgresServer replica, @Nullable String position)
      throws SQLException {
    String query = "SELECT coalesce(pg_last_wal_replay_lsn() >= '" + position + "', false)";
    Await.until(
        CATCH_UP_LIMIT,
        () -> "t".equals(replica.text(query)),
        () ->
            PostgresServerException.unavailable(
                "replica %s has not replayed %s after %d s (expected: caught up); the end of its log: %s"
                    .formatted(
                        replica.name(), position, CATCH_UP_LIMIT.toSeconds(), replica.logTail())));
  }

  /**
   * Promotes a replica, makes the other running replicas follow it, and returns once it takes
   * writes. The old primary should not run any more: this does not stop it.
   */
  public synchronized void promote(PostgresServer replica) throws SQLException {
    if (!replicas().contains(replica)) {
      throw PostgresServerException.wrongState(
          "server " + replica.name() + " (expected: a replica of this cluster)");
    }
    PostgresServer previous = primary;
    replica.promote();
    primary = replica;
    for (PostgresServer other : replicas()) {
      if (other != previous && other.isRunning()) {
        other.follow(replica);
      }
    }
  }

  /** Waits until a server takes writes, whoever promoted it, for at most 60 seconds. */
  public void awaitPromoted(PostgresServer server) throws SQLException {
    Await.until(
        PROMOTION_LIMIT,
        () -> !server.isInRecovery(),
        () ->
            PostgresServerException.unavailable(
                "server %s is a replica after %d s (expected: promoted)"
                    .formatted(server.name(), PROMOTION_LIMIT.toSeconds())));
    primary = server;
  }

  /** Ends all servers at once and removes their data. Idempotent. */
  @Override
  public void close() {
    servers.forEach(PostgresServer::beginClose);
    servers.forEach(PostgresServer::close);
  }
}
