package io.penstock.pool.node;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An administrator's word that a node takes no reads.
 *
 * @param until null: until it is taken back
 * @param reason for a person; null when none was given
 */
public record NodeBan(@Nullable Instant until, @Nullable String reason) {
  /**
   * A ban that begins now.
   *
   * @param duration null: until it is taken back
   */
  public static NodeBan of(@Nullable Duration duration, @Nullable String reason) {
    return new NodeBan(duration == null ? null : Instant.now().plus(duration), reason);
  }

  boolean over(Instant now) {
    return until != null && !now.isBefore(until);
  }
}
