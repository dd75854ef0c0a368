package io.penstock.proxy.server;

import io.penstock.metrics.RouteCounter;
import io.penstock.pool.node.NoReplica;
import io.penstock.proxy.session.Traffic;
import io.penstock.sql.route.RouteReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Where the statements of a target went, and why. Any thread. */
final class RouteCounters {
  static final String PRIMARY = "primary";
  static final String REPLICA = "replica";

  private RouteCounters() {}

  static List<RouteCounter> of(ProxyTarget target) {
    List<RouteCounter> counters = new ArrayList<>();
    for (RouteReason reason : RouteReason.values()) {
      counters.add(
          new RouteCounter(
              RouteCounter.Kind.ROUTED,
              List.of(PRIMARY, word(reason)),
              () -> target.sum(traffic -> traffic.routedBecause(reason, false))));
      if (reason.reads()) {
        counters.add(
            new RouteCounter(
                RouteCounter.Kind.ROUTED,
                List.of(REPLICA, word(reason)),
                () -> target.sum(traffic -> traffic.routedBecause(reason, true))));
      }
    }
    for (NoReplica why : NoReplica.values()) {
      counters.add(
          new RouteCounter(
              RouteCounter.Kind.FALLBACK,
              List.of(word(why)),
              () -> target.sum(traffic -> traffic.fellBack(why))));
    }
    counters.add(
        new RouteCounter(
            RouteCounter.Kind.RETRY, List.of(), () -> target.sum(Traffic::retriedReads)));
    return counters;
  }

  private static String word(Enum<?> reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }
}
