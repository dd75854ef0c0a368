package io.penstock.proxy.console;

import io.penstock.config.LimitsConfig;
import io.penstock.config.LogConfig;
import io.penstock.config.PenstockConfig;
import io.penstock.wire.SqlState;
import java.util.Locale;

/**
 * The keys that SET changes until the next RELOAD, under our names and PgBouncer's: those one turns
 * in an emergency, and that stand for themselves. Everything else goes through the file, where it
 * is checked against the other keys and survives a restart.
 */
final class RuntimeSettings {
  private static final int MOST_CLIENTS = 10_000_000;

  private RuntimeSettings() {}

  /**
   * The configuration with one key changed.
   *
   * @throws ConsoleException when the key cannot be changed so, or not to this value
   */
  static PenstockConfig set(PenstockConfig config, String key, String value) {
    LimitsConfig old = config.limits();
    LogConfig log = config.log();
    int all = old.maxClients();
    int ofDatabase = old.maxClientsPerDatabase();
    int ofUser = old.maxClientsPerUser();
    int ofAddress = old.maxClientsPerAddress();
    return switch (key) {
      case "limits.max-clients", "max_client_conn" ->
          with(config, limits(old, count(key, value, 1), ofDatabase, ofUser, ofAddress));
      case "limits.max-clients-per-database", "max_db_client_connections" ->
          with(config, limits(old, all, count(key, value, 0), ofUser, ofAddress));
      case "limits.max-clients-per-user", "max_user_client_connections" ->
          with(config, limits(old, all, ofDatabase, count(key, value, 0), ofAddress));
      case "limits.max-clients-per-address" ->
          with(config, limits(old, all, ofDatabase, ofUser, count(key, value, 0)));
      case "log.connections", "log_connections" ->
          with(config, new LogConfig(flag(key, value), log.disconnections(), log.poolErrors()));
      case "log.disconnections", "log_disconnections" ->
          with(config, new LogConfig(log.connections(), flag(key, value), log.poolErrors()));
      case "log.pool-errors", "log_pooler_errors" ->
          with(config, new LogConfig(log.connections(), log.disconnections(), flag(key, value)));
      default ->
          throw new ConsoleException(
              SqlState.CANT_CHANGE_RUNTIME_PARAM,
              "this key cannot be changed by SET",
              "Edit the configuration file and RELOAD. SET takes limits.max-clients,"
                  + " limits.max-clients-per-database, limits.max-clients-per-user,"
                  + " limits.max-clients-per-address, log.connections, log.disconnections and"
                  + " log.pool-errors.");
    };
  }

  private static LimitsConfig limits(
      LimitsConfig old, int all, int ofDatabase, int ofUser, int ofAddress) {
    return new LimitsConfig(
        all,
        ofDatabase,
        ofUser,
        ofAddress,
        old.maxWildcardDatabases(),
        old.wildcardIdleTimeout(),
        old.maxLoginsInFlight(),
        old.loginTimeout(),
        old.maxFrameSize(),
        old.maxStartupSize(),
        old.clientBuffer());
  }

  private static PenstockConfig with(PenstockConfig old, LimitsConfig limits) {
    return with(old, limits, old.log());
  }

  private static PenstockConfig with(PenstockConfig old, LogConfig log) {
    return with(old, old.limits(), log);
  }

  private static PenstockConfig with(PenstockConfig old, LimitsConfig limits, LogConfig log) {
    return new PenstockConfig(
        old.listen(),
        old.admin(),
        limits,
        old.authentication(),
        old.users(),
        old.pool(),
        old.session(),
        old.routing(),
        old.health(),
        old.databases(),
        old.fleet(),
        log,
        old.shutdown(),
        old.shards());
  }

  private static int count(String key, String value, int least) {
    if (value.matches("[0-9]{1,8}")) {
      int count = Integer.parseInt(value);
      if (count >= least && count <= MOST_CLIENTS) {
        return count;
      }
    }
    throw invalid(key, "a number from " + least + " to " + MOST_CLIENTS);
  }

  private static boolean flag(String key, String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "1", "on", "true", "yes" -> true;
      case "0", "off", "false", "no" -> false;
      default -> throw invalid(key, "on or off");
    };
  }

  private static ConsoleException invalid(String key, String expected) {
    return new ConsoleException(
        SqlState.INVALID_PARAMETER_VALUE,
        "invalid value for " + key,
        "Expected: " + expected + ".");
  }
}
