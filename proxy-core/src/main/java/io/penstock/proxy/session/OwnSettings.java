package io.penstock.proxy.session;

import io.penstock.config.Consistency;
import io.penstock.sql.Effect;
import io.penstock.sql.Script;
import io.penstock.sql.route.RouteHint;
import io.penstock.wire.SqlState;
import io.penstock.wire.backend.ErrorFields;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The settings that are the proxy's own: their names, and the values they can have. */
final class OwnSettings {
  static final String TOKEN = "penstock.token";
  static final String ROUTE = "penstock.route";
  static final String CONSISTENCY = "penstock.consistency";

  private OwnSettings() {}

  static boolean has(String name) {
    return name.equals(TOKEN) || name.equals(ROUTE) || name.equals(CONSISTENCY);
  }

  /** Whether all this does is to set one of them for the session. */
  static boolean sets(Script script) {
    Effect effect = script.onlyEffect();
    if (effect instanceof Effect.SetSetting set) {
      return !set.local() && has(set.name());
    }
    return effect instanceof Effect.ResetSetting reset && !reset.local() && has(reset.name());
  }

  /** Why one of these settings cannot have this value; null when it can, and for all others. */
  static @Nullable ErrorFields unreadable(Effect.SetSetting set) {
    if (!has(set.name())) {
      return null;
    }
    String value = set.singleValue();
    if (value != null && (value.isEmpty() || readable(set.name(), value))) {
      return null;
    }
    return ErrorFields.error(
            SqlState.INVALID_PARAMETER_VALUE,
            "invalid value for parameter \"%s\"".formatted(set.name()))
        .withDetail("Found: %s.".formatted(value == null ? "not one word or literal" : value))
        .withHint(
            switch (set.name()) {
              case TOKEN -> "Expected: what SHOW penstock.token has shown, such as '1:0/3000148'.";
              case ROUTE -> "Expected: 'primary', 'replica', 'node=NAME' or 'auto'.";
              default -> "Expected: %s.".formatted(levels());
            });
  }

  private static boolean readable(String name, String value) {
    return switch (name) {
      case TOKEN -> PositionToken.read(value) != null;
      case ROUTE -> RouteHint.read(value) != null;
      default ->
          Arrays.stream(Consistency.values()).anyMatch(level -> lower(level).equals(lower(value)));
    };
  }

  private static String levels() {
    return Arrays.stream(Consistency.values())
        .map(level -> "'" + lower(level) + "'")
        .collect(Collectors.joining(", "));
  }

  private static String lower(Object word) {
    return word.toString().toLowerCase(Locale.ROOT);
  }
}
