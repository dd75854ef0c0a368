package io.penstock.sql.route;

import io.penstock.config.Consistency;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a statement, or a transaction by its first statement, goes.
 *
 * @param consistency what a read may miss; STRONG for the primary
 * @param maxLag how far behind a replica may be
 * @param zone whose nodes serve first, null for none
 * @param node the one node that may serve, null for any
 * @param subject see {@link Classification#subject()}
 * @param rule the name of the rule that decided, or added to it; null for none
 */
public record RouteDecision(
    Target target,
    Consistency consistency,
    Duration maxLag,
    @Nullable String zone,
    @Nullable String node,
    RouteReason reason,
    @Nullable String subject,
    @Nullable String rule) {
  /** Who may serve. */
  public enum Target {
    PRIMARY,
    /** A replica, as the consistency and the configuration allow. */
    READ
  }

  /** Whether it is for the primary and nobody else. */
  public boolean primary() {
    return target == Target.PRIMARY;
  }

  RouteDecision because(RouteReason other, @Nullable String what) {
    return new RouteDecision(target, consistency, maxLag, zone, node, other, what, rule);
  }
}
