package io.penstock.pool;

import io.penstock.pool.connect.ConnectFailure;
import io.penstock.wire.SqlState;
import io.penstock.wire.backend.ErrorResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why there is no backend, in the words of the error that the client gets.
 *
 * @param serverError the backend's own error, to be passed on as it is; else null
 */
public record LeaseRefusal(
    RefusalReason reason,
    String sqlState,
    String message,
    @Nullable String detail,
    @Nullable String hint,
    @Nullable ErrorResponse serverError) {
  /**
   * What keeps a pool from opening more.
   *
   * @param capped whether a limit across pools is reached
   * @param outage what connecting fails of, or null
   */
  record Obstacle(boolean capped, @Nullable Outage outage) {}

  static LeaseRefusal exhausted(
      PoolKey key, PoolCounts counts, PoolSpec spec, long waitedNanos, Obstacle obstacle) {
    int size = spec.settings().size();
    int reserve = spec.settings().reserve();
    String detail =
        "%d of %d backends (size %d, reserve %d) are in use, %d are being opened, %d clients wait%s."
            .formatted(
                counts.active(),
                size + reserve,
                size,
                reserve,
                counts.opening(),
                counts.waiting(),
                obstacle.outage() == null ? "" : "; " + obstacle.outage().last().message());
    String hint =
        obstacle.capped()
            ? "Raise max-connections of the node or of the user, or make transactions shorter."
            : "Make transactions shorter, or raise pool.size; pool.max-wait is how long clients may"
                + " wait.";
    return new LeaseRefusal(
        RefusalReason.EXHAUSTED,
        SqlState.TOO_MANY_CONNECTIONS,
        "no backend of pool %s became free within %s"
            .formatted(key, Durations.text(Duration.ofNanos(waitedNanos))),
        detail,
        hint,
        null);
  }

  static LeaseRefusal connectFailed(Outage outage, long now) {
    ConnectFailure failure = outage.last();
    if (failure.serverError() != null && failure.reason().permanent()) {
      return new LeaseRefusal(
          RefusalReason.LOGIN_REJECTED,
          failure.sqlState(),
          failure.message(),
          null,
          failure.hint(),
          failure.serverError());
    }
    RefusalReason reason =
        failure.reason().permanent() ? RefusalReason.LOGIN_REJECTED : RefusalReason.NODE_DOWN;
    long next = Math.max(0, outage.nextAttempt() - now);
    String detail =
        "Failing for %s, %d attempts so far; the next one is made in %s."
            .formatted(
                Durations.text(Duration.ofNanos(now - outage.since())),
                outage.attempts(),
                Durations.text(Duration.ofNanos(next)));
    return new LeaseRefusal(
        reason, failure.sqlState(), failure.message(), detail, failure.hint(), null);
  }

  /**
   * @param state of the node: what it does not do, or is not any more
   */
  static LeaseRefusal nodeDown(PoolKey key, String state) {
    return new LeaseRefusal(
        RefusalReason.NODE_DOWN,
        SqlState.CANNOT_CONNECT_NOW,
        "the node of pool %s %s".formatted(key, state),
        null,
        "See SHOW REPLICAS on the console.",
        null);
  }

  static LeaseRefusal closed(PoolKey key) {
    return new LeaseRefusal(
        RefusalReason.CLOSED,
        SqlState.CANNOT_CONNECT_NOW,
        "pool %s is closed".formatted(key),
        "The proxy is shutting down, or the configuration no longer has this database or node.",
        "Connect again.",
        null);
  }
}
