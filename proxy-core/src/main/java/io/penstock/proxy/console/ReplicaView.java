package io.penstock.proxy.console;

import io.penstock.config.NodeConfig;
import io.penstock.pool.node.BreakerState;
import io.penstock.pool.node.NodeBan;
import io.penstock.pool.node.NodeStatus;
import org.jspecify.annotations.Nullable;

/**
 * One node of one database.
 *
 * @param role what it is used as
 * @param problem why it is in that state; null when there is nothing to tell
 */
public record ReplicaView(
    String database,
    NodeConfig config,
    NodeStatus status,
    String role,
    State state,
    BreakerState breaker,
    @Nullable NodeBan ban,
    Load load,
    @Nullable String problem) {
  /**
   * How busy it is.
   *
   * @param inFlight reads that are not answered
   * @param latencyNanos what reads take, a moving mean
   */
  public record Load(long inFlight, long latencyNanos) {}

  /** Whether it serves, and else why not; the first that is true. */
  public enum State {
    /** It does not answer. */
    DOWN,

    /** It says it takes writes, and must not get any. */
    FENCED,

    /** An administrator keeps reads away. */
    BANNED,

    /** It failed again and again. */
    BROKEN,

    /** It is too far behind. */
    LAGGING,

    /** It has not answered yet. */
    UNKNOWN,

    /** It serves. */
    UP
  }
}
