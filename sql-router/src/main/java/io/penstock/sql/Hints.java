package io.penstock.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the comments of a text ask of Penstock: those that begin with {@code penstock:}, as in
 * {@code -- penstock: replica, cache=30s}. They count for the whole text. Immutable.
 *
 * @param route null if not stated; primary wins over replica
 * @param consistency null if not stated
 * @param node the node to send the text to; null if not stated
 * @param cacheMillis for how many milliseconds the answer may be kept, 0 for not at all; null if
 *     not stated
 * @param shard the shard to send the text to; null if not stated
 * @param unknown the words that were not understood, or say something else than an earlier one;
 *     they have no effect, and are cut short
 */
public record Hints(
    @Nullable Route route,
    @Nullable Consistency consistency,
    @Nullable String node,
    @Nullable Long cacheMillis,
    @Nullable String shard,
    List<String> unknown) {
  /** No hint at all. */
  public static final Hints NONE = new Hints(null, null, null, null, null, List.of());

  /** Where a text should run. */
  public enum Route {
    PRIMARY,
    REPLICA
  }

  /** How old what a read sees may be. */
  public enum Consistency {
    EVENTUAL,
    BOUNDED,
    SESSION,
    STRONG
  }

  public Hints {
    unknown = List.copyOf(unknown);
  }
}
