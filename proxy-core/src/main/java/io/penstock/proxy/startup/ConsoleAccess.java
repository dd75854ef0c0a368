package io.penstock.proxy.startup;

import io.penstock.config.AdminConfig;
import java.util.Set;

/** What a client may do on the admin console. */
public enum ConsoleAccess {
  /** Not a session of the console. */
  NONE,

  /** SHOW. */
  STATS,

  /** Every command. */
  ADMIN;

  private static final Set<String> DATABASES = Set.of("penstock", "pgbouncer");

  /** Whether a database name means the admin console. */
  public static boolean isConsole(String database) {
    return DATABASES.contains(database);
  }

  static ConsoleAccess of(String user, AdminConfig config) {
    if (config.users().contains(user)) {
      return ADMIN;
    }
    return config.statsUsers().contains(user) ? STATS : NONE;
  }
}
