package io.penstock.proxy.server;

import io.penstock.pool.node.ControlPools;
import io.penstock.pool.node.ControlTarget;
import io.penstock.pool.node.ControlWork;
import io.penstock.proxy.move.MoveRecord;
import io.penstock.proxy.move.MoveTable;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this proxy knows of the move of one database's keys. It reads the record when it is told to;
 * of its own accord only where a hold outlasts its time, because who moves the keys is lost. Any
 * thread but an event loop.
 */
final class FollowedMove {
  private static final Logger LOG = LoggerFactory.getLogger(FollowedMove.class);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final String database;
  private final Supplier<@Nullable ControlTarget> first;
  private final ControlPools pools;
  private final Consumer<@Nullable MoveRecord> changed;
  private volatile @Nullable MoveRecord record;
  private volatile boolean closed;

  /** Under the lock: whether the record was read once. */
  private boolean read;

  /**
   * @param first how to ask the first shard
   * @param changed told of a record before anybody may go by it; null when there is none
   */
  FollowedMove(
      String database,
      Supplier<@Nullable ControlTarget> first,
      ControlPools pools,
      Consumer<@Nullable MoveRecord> changed) {
    this.database = database;
    this.first = first;
    this.pools = pools;
    this.changed = changed;
  }

  /** As last read; null when there is none, or none was read yet. */
  @Nullable MoveRecord record() {
    return record;
  }

  /**
   * Reads the record and goes by it; blocks.
   *
   * @throws IllegalStateException if it cannot be read
   */
  @Nullable MoveRecord follow() {
    MoveRecord found = ask(connection -> MoveTable.read(connection, database));
    adopt(found);
    return record;
  }

  private <T extends @Nullable Object> T ask(ControlWork<T> question) {
    ControlTarget target = first.get();
    if (target == null) {
      throw new IllegalStateException(
          "no primary of the first shard is known, or no user to ask it as");
    }
    try {
      return pools.run(target, question).join();
    } catch (CompletionException e) {
      throw new IllegalStateException(
          "penstock.shard_move of %s cannot be read: %s".formatted(target, e.getCause()), e);
    }
  }

  private synchronized void adopt(@Nullable MoveRecord found) {
    MoveRecord known = record;
    long version = found == null ? 0 : found.version();
    if (read && version <= (known == null ? 0 : known.version())) {
      return;
    }
    read = true;
    record = found;
    changed.accept(found);
    if (found != null && found.held() != null) {
      var unused = Thread.ofVirtual().name("held-" + database).start(() -> outlast(found));
    }
  }

  private void outlast(MoveRecord held) {
    try {
      Thread.sleep(Duration.ofMillis(held.holdMillis()));
      while (!closed && isCurrent(held)) {
        try {
          LOG.warn("database {}: keys are held too long: whoever moves them is lost", database);
          ask(connection -> {
            MoveTable.abandon(connection, held);
            return true;
          });
          follow();
        } catch (IllegalStateException e) {
          LOG.warn("database {}: {}", database, e.getMessage());
          Thread.sleep(RETRY);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isCurrent(MoveRecord held) {
    MoveRecord known = record;
    return known != null && known.version() == held.version();
  }

  void close() {
    closed = true;
  }
}
