package io.penstock.proxy.ids;

import io.penstock.pool.node.ControlPools;
import io.penstock.pool.node.ControlTarget;
import io.penstock.pool.node.ControlWork;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that every shard of one database has {@code penstock.next_id()}, and a number that no
 * other has: also a shard that comes later, and one that was copied from another. Several proxies
 * may do so at once. Any thread; the work is done on one of its own.
 */
public final class ShardIds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ShardIds.class);

  private static final Duration RETRY = Duration.ofSeconds(2);

  /** Somebody may put another server in a shard's place. */
  private static final Duration RECHECK = Duration.ofSeconds(30);

  private final String database;
  private final List<String> shards;
  private final Function<String, @Nullable ControlTarget> targets;
  private final ControlPools pools;
  private final Runnable changed;
  private final Thread thread;

  /** What was said last of a shard, so that it is not said again; of the thread alone. */
  private final Map<String, String> told = new HashMap<>();

  /**
   * Begins at once.
   *
   * @param shards their names; the first one has the numbers of all on record
   * @param targets whom to ask on each; null while nobody may be asked
   * @param changed runs after the function was made on the first shard
   */
  public ShardIds(
      String database,
      List<String> shards,
      Function<String, @Nullable ControlTarget> targets,
      ControlPools pools,
      Runnable changed) {
    this.database = database;
    this.shards = List.copyOf(shards);
    this.targets = targets;
    this.pools = pools;
    this.changed = changed;
    this.thread = Thread.ofVirtual().name("unique-ids-" + database).start(this::run);
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        boolean all = true;
        for (String shard : shards) {
          all &= provided(shard);
        }
        Thread.sleep(all ? RECHECK : RETRY);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean provided(String shard) {
    try {
      IdFunction.State state = on(shard, IdFunction::state);
      int number =
          on(shards.getFirst(), first -> IdFunction.assigned(first, shard, state.number()));
      if (!state.current()) {
        on(
            shard,
            connection -> {
              IdFunction.create(connection);
              return true;
            });
        LOG.info("database {}: made penstock.next_id() on shard {}", database, shard);
      }
      if (state.number() == null || state.number() != number) {
        on(
            shard,
            connection -> {
              IdFunction.number(connection, number);
              return true;
            });
        if (state.number() != null) {
          LOG.warn(
              "database {}: shard {} had the number {} of another shard; its ids have {} from now"
                  + " on. Was it copied?",
              database,
              shard,
              state.number(),
              number);
        }
      }
      if (!state.current() && shard.equals(shards.getFirst())) {
        changed.run();
      }
      told.remove(shard);
      return true;
    } catch (SQLException | RuntimeException e) {
      String problem = String.valueOf(e.getMessage());
      if (!Thread.currentThread().isInterrupted() && !problem.equals(told.put(shard, problem))) {
        LOG.warn(
            "database {}: shard {} is not ready for penstock.next_id(): {}",
            database,
            shard,
            problem);
      }
      return false;
    }
  }

  private <T> T on(String shard, ControlWork<T> work) throws SQLException {
    ControlTarget target = targets.apply(shard);
    if (target == null) {
      throw new SQLException(
          "no node takes writes, or no user is known to ask it as (see user and password)");
    }
    try {
      return pools.run(target, work).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof SQLException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
