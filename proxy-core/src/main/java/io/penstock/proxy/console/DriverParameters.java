package io.penstock.proxy.console;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Settings that drivers ask for and set as if this were PostgreSQL. Setting them does nothing. */
final class DriverParameters {
  static final String APPLICATION_NAME = "application_name";

  private static final Map<String, String> SHOWN =
      Map.ofEntries(
          Map.entry("client_encoding", "UTF-8"),
          Map.entry("datestyle", "ISO"),
          Map.entry("default_transaction_isolation", "read committed"),
          Map.entry("default_transaction_read_only", "off"),
          Map.entry("extra_float_digits", "3"),
          Map.entry("integer_datetimes", "on"),
          Map.entry("intervalstyle", "postgres"),
          Map.entry("is_superuser", "off"),
          Map.entry("max_identifier_length", "63"),
          Map.entry("search_path", ""),
          Map.entry("server_encoding", "UTF8"),
          Map.entry("standard_conforming_strings", "on"),
          Map.entry("timezone", "GMT"),
          Map.entry("transaction_isolation", "read committed"),
          Map.entry("transaction_read_only", "off"));

  private static final Set<String> SET =
      Set.of(
          "bytea_output",
          "client_encoding",
          "client_min_messages",
          "datestyle",
          "default_transaction_isolation",
          "default_transaction_read_only",
          "extra_float_digits",
          "idle_in_transaction_session_timeout",
          "idle_session_timeout",
          "intervalstyle",
          "lock_timeout",
          "names",
          "search_path",
          "standard_conforming_strings",
          "statement_timeout",
          "timezone",
          "transaction_timeout");

  private DriverParameters() {}

  /** What SHOW tells; null when it is not one of these. */
  static @Nullable String shown(String name) {
    return SHOWN.get(name.toLowerCase(Locale.ROOT));
  }

  static boolean maySet(String name) {
    return SET.contains(name.toLowerCase(Locale.ROOT));
  }
}
