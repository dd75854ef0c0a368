package io.penstock.proxy.server;

import io.penstock.wire.frontend.StartupMessage;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the startup parameter {@code replication} asks for, read as PostgreSQL reads it. */
enum ReplicationMode {
  /** An ordinary session. */
  NONE,

  /** A walsender, physical or of one database. */
  WALSENDER,

  /** Something that PostgreSQL would refuse. */
  INVALID;

  /** Words may be cut short, down to these. */
  private static final List<String> TRUE = List.of("t", "tr", "tru", "true", "y", "ye", "yes");

  private static final List<String> FALSE = List.of("f", "fa", "fal", "fals", "false", "n", "no");

  static ReplicationMode of(StartupMessage startup) {
    return of(startup.parameters().get("replication"));
  }

  static ReplicationMode of(@Nullable String value) {
    if (value == null || value.equals("database")) {
      return value == null ? NONE : WALSENDER;
    }
    String word = value.toLowerCase(Locale.ROOT);
    return switch (word) {
      case "on", "1" -> WALSENDER;
      case "off", "of", "0" -> NONE;
      default -> TRUE.contains(word) ? WALSENDER : FALSE.contains(word) ? NONE : INVALID;
    };
  }
}
