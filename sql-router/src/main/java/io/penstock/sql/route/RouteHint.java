package io.penstock.sql.route;

import io.penstock.config.Consistency;
import io.penstock.config.RuleRoute;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a hint, or the value of penstock.route, asks for: {@code primary}, {@code replica}, {@code
 * consistency=session}, {@code node=pg-b}, any of them with commas or spaces between.
 *
 * @param route null where nothing is said; likewise the others
 */
public record RouteHint(
    @Nullable RuleRoute route, @Nullable Consistency consistency, @Nullable String node) {
  /** Asks for nothing. */
  public static final RouteHint NONE = new RouteHint(null, null, null);

  /** Whether it asks for nothing. */
  public boolean empty() {
    return route == null && consistency == null && node == null;
  }

  /** What follows {@code penstock:}; null if it, or a part of it, asks for nothing known. */
  public static @Nullable RouteHint read(String text) {
    RuleRoute route = null;
    Consistency consistency = null;
    String node = null;
    for (String part : text.strip().split("[\\s,]+", -1)) {
      int equals = part.indexOf('=');
      String key = (equals < 0 ? part : part.substring(0, equals)).toLowerCase(Locale.ROOT);
      String value = equals < 0 ? "" : part.substring(equals + 1);
      if (equals < 0 && key.equals("primary")) {
        route = RuleRoute.PRIMARY;
      } else if (equals < 0 && key.equals("replica")) {
        route = RuleRoute.REPLICA;
      } else if (key.equals("node") && !value.isEmpty()) {
        node = value;
      } else if (key.equals("consistency") && consistency(value) != null) {
        consistency = consistency(value);
      } else if (!(key.equals("auto") || key.equals("default")) || equals >= 0) {
        return null;
      }
    }
    return new RouteHint(route, consistency, node);
  }

  private static @Nullable Consistency consistency(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "eventual" -> Consistency.EVENTUAL;
      case "bounded" -> Consistency.BOUNDED;
      case "session" -> Consistency.SESSION;
      case "strong" -> Consistency.STRONG;
      default -> null;
    };
  }

  /** This hint, and where it says nothing, the other one. */
  public RouteHint over(RouteHint other) {
    boolean placed = route != null || node != null;
    return new RouteHint(
        placed ? route : other.route,
        consistency == null ? other.consistency : consistency,
        placed ? node : other.node);
  }
}
