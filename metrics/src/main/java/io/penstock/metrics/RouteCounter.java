package io.penstock.metrics;

import java.util.List;
import java.util.function.LongSupplier;

/**
 * A count of what was decided about where statements go.
 *
 * @param labels of {@link Kind#ROUTED} route and reason, of {@link Kind#FALLBACK} the reason, of
 *     {@link Kind#RETRY} none
 * @param count never falls; any thread
 */
public record RouteCounter(Kind kind, List<String> labels, LongSupplier count) {
  /** What is counted. */
  public enum Kind {
    /** A node was chosen. */
    ROUTED,

    /** A read went to the primary because no replica could serve it. */
    FALLBACK,

    /** A read was sent to another node because one had failed. */
    RETRY
  }

  public RouteCounter {
    labels = List.copyOf(labels);
  }
}
