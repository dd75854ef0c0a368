package io.penstock.proxy.server;

import io.penstock.config.DatabaseConfig;
import io.penstock.config.PlacementText;
import io.penstock.config.ShardingConfig;
import io.penstock.proxy.console.MoveView;
import io.penstock.proxy.move.MoveRecord;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/** How this proxy takes part in a move of keys. */
final class MoveViews {
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final long LOOK = Duration.ofMillis(2).toNanos();

  private MoveViews() {}

  /**
   * Goes by the record, waits until nothing runs that was sent before, and tells; blocks.
   *
   * @throws IllegalStateException if the record cannot be read
   */
  static MoveView follow(
      Databases databases, Sessions sessions, String database, Duration patience) {
    Duration bounded = patience.compareTo(LONGEST) > 0 ? LONGEST : patience;
    long deadline = System.nanoTime() + bounded.toNanos();
    MoveRecord record = databases.followMove(database);
    long version = record == null ? 0 : record.version();
    int behind = behind(sessions, database, version);
    while (behind > 0 && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(LOOK);
      behind = behind(sessions, database, version);
    }
    DatabaseConfig config = databases.config().databases().get(database);
    ShardingConfig sharding = Objects.requireNonNull(config == null ? null : config.sharding());
    return new MoveView(
        version,
        record == null ? "nothing" : record.moved().toString(),
        record == null || record.held() == null ? null : record.held().toString(),
        behind,
        PlacementText.of(sharding),
        record == null ? null : record.obstacle(sharding));
  }

  private static int behind(Sessions sessions, String database, long version) {
    return sessions.ask(loop -> loop.beganBefore(database, version)).join().stream()
        .mapToInt(Integer::intValue)
        .sum();
  }
}
