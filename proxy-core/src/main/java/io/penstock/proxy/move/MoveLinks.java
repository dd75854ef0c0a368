package io.penstock.proxy.move;

import io.penstock.config.ShardConfig;
import io.penstock.config.ShardingConfig;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** The connections to all shards of a move, made anew after a failure. */
final class MoveLinks implements AutoCloseable {
  /** Of all movers of a server one may be at work. */
  private static final long LOCK = 0x70656e73746f636bL;

  private static final long PATIENCE = Duration.ofSeconds(5).toNanos();
  private static final long LOOK = Duration.ofMillis(10).toNanos();

  private final MoveRequest request;
  private final Map<String, ShardLink> shards = new LinkedHashMap<>();

  MoveLinks(MoveRequest request) {
    this.request = request;
    connect();
  }

  private void connect() {
    request.shards().forEach((name, nodes) -> shards.put(name, new ShardLink(name, nodes)));
  }

  Map<String, ShardLink> all() {
    return shards;
  }

  ShardLink first() {
    return shards.values().iterator().next();
  }

  /** Those that have keys by this placement. */
  List<ShardLink> with(ShardingConfig placement) {
    return placement.shards().stream()
        .filter(placement::holdsKeys)
        .map(ShardConfig::name)
        .map(shards::get)
        .toList();
  }

  /**
   * Makes sure that nobody else moves keys here, not even with what was begun and not committed.
   *
   * @throws MoveFailedException if somebody does
   */
  void alone() throws SQLException {
    long deadline = System.nanoTime() + PATIENCE;
    while (!"t".equals(first().value("SELECT pg_try_advisory_lock(" + LOCK + ")"))) {
      // The server may not have noticed yet that whoever had it is gone.
      await(deadline, "another shards move is at work on this database (expected: one at a time)");
    }
    for (ShardLink shard : shards.values()) {
      String others =
          "FROM pg_stat_activity WHERE application_name = '%s' AND datname = current_database() AND pid <> pg_backend_pid()"
              .formatted(ShardLink.APPLICATION);
      var unused = shard.value("SELECT count(pg_terminate_backend(pid)) " + others);
      while (!"0".equals(shard.value("SELECT count(*) " + others))) {
        await(deadline, "connections of an earlier shards move to " + shard.name() + " do not end");
      }
    }
  }

  private static void await(long deadline, String problem) {
    if (System.nanoTime() - deadline > 0) {
      throw new MoveFailedException(problem);
    }
    LockSupport.parkNanos(LOOK);
  }

  void rollback() {
    shards.values().forEach(ShardLink::rollback);
  }

  /** All connections are made anew. */
  void reconnect() {
    close();
    connect();
  }

  @Override
  public void close() {
    shards.values().forEach(ShardLink::close);
    shards.clear();
  }
}
