package io.penstock.proxy.session;

import com.github.benmanes.caffeine.cache.Interner;
import io.penstock.sql.Effect.SetSetting;
import io.penstock.sql.TransactionModes;
import io.penstock.sql.TransactionModes.Access;
import io.penstock.sql.TransactionModes.Isolation;
import io.penstock.sql.catalog.SearchPath;
import io.penstock.sql.route.RouteHint;
import io.penstock.sql.route.SessionMarks;
import io.penstock.sql.route.TransactionMark;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a session's settings say about where its statements go. Immutable. */
final class RoutingMarks {
  static final String USUAL_PATH = "\"$user\", public";

  /** Sessions mostly have the same: what is one object is found equal fast. */
  private static final Interner<SessionMarks> SHARED = Interner.newWeakInterner();

  /** Of these settings. */
  final Settings settings;

  final ReportedParameters reported;
  final SessionMarks session;
  final RouteHint hint;
  final String application;

  /** What another session wrote that this one wants to see; null for nothing. */
  final @Nullable PositionToken token;

  private final boolean readOnly;
  private final boolean serializable;

  RoutingMarks(Settings settings, ReportedParameters reported, String user) {
    this.settings = settings;
    this.reported = reported;
    String path = value(settings, "search_path");
    if (path == null) {
      path = reported.get("search_path");
    }
    session =
        SHARED.intern(SessionMarks.of(SearchPath.read(path == null ? USUAL_PATH : path, user)));
    readOnly =
        isOn(value(settings, "default_transaction_read_only"))
            || isOn(reported.get("default_transaction_read_only"));
    String isolation = value(settings, "default_transaction_isolation");
    serializable = isolation != null && isolation.toLowerCase(Locale.ROOT).equals("serializable");
    hint = hint(value(settings, OwnSettings.ROUTE), value(settings, OwnSettings.CONSISTENCY));
    String position = value(settings, OwnSettings.TOKEN);
    token = position == null ? null : PositionToken.read(position);
    String name = reported.get("application_name");
    application = name == null ? "" : name;
  }

  private static @Nullable String value(Settings settings, String name) {
    SetSetting set = settings.get(name);
    return set == null ? null : set.singleValue();
  }

  private static boolean isOn(@Nullable String value) {
    return value != null
        && switch (value.toLowerCase(Locale.ROOT)) {
          case "on", "true", "t", "yes", "y", "1" -> true;
          default -> false;
        };
  }

  private static RouteHint hint(@Nullable String route, @Nullable String consistency) {
    RouteHint level = consistency == null ? null : RouteHint.read("consistency=" + consistency);
    RouteHint place = route == null ? null : RouteHint.read(route);
    return (place == null ? RouteHint.NONE : place).over(level == null ? RouteHint.NONE : level);
  }

  /** Of a statement outside of a transaction, which is one of its own. */
  TransactionMark single() {
    if (serializable) {
      return TransactionMark.SERIALIZABLE;
    }
    return readOnly ? TransactionMark.READ_ONLY : TransactionMark.NONE;
  }

  /** Of a transaction that begins with these modes. */
  TransactionMark transaction(TransactionModes modes) {
    if (modes.isolation() == Isolation.SERIALIZABLE
        || (modes.isolation() == Isolation.UNSTATED && serializable)) {
      return TransactionMark.SERIALIZABLE;
    }
    boolean readsOnly =
        modes.access() == Access.READ_ONLY || (modes.access() == Access.UNSTATED && readOnly);
    return readsOnly ? TransactionMark.READ_ONLY : TransactionMark.READ_WRITE;
  }
}
