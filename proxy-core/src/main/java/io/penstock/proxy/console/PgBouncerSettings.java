package io.penstock.proxy.console;

import io.penstock.config.AdminConfig;
import io.penstock.config.AuthenticationConfig;
import io.penstock.config.FleetConfig;
import io.penstock.config.HealthConfig;
import io.penstock.config.LimitsConfig;
import io.penstock.config.ListenConfig;
import io.penstock.config.LogConfig;
import io.penstock.config.PenstockConfig;
import io.penstock.config.PoolConfig;
import io.penstock.config.ResetMode;
import io.penstock.config.RoutingConfig;
import io.penstock.config.SessionConfig;
import io.penstock.config.ShutdownConfig;
import io.penstock.proxy.console.ShowConfig.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Our configuration under PgBouncer's keys and in its units: durations are whole seconds. A key of
 * theirs that has no counterpart here is left out, but for those that exporters ask for.
 */
final class PgBouncerSettings {
  private record Key(String name, boolean changeable, Function<PenstockConfig, Object> value) {}

  /** A file that names nothing. */
  private static final PenstockConfig USUAL =
      new PenstockConfig(
          ListenConfig.defaults(),
          AdminConfig.defaults(),
          LimitsConfig.defaults(),
          AuthenticationConfig.defaults(),
          Map.of(),
          PoolConfig.defaults(),
          SessionConfig.defaults(),
          RoutingConfig.defaults(),
          HealthConfig.defaults(),
          Map.of(),
          FleetConfig.defaults(),
          LogConfig.defaults(),
          ShutdownConfig.defaults());

  private static final List<Key> KEYS =
      List.of(
          fixed("listen_addr", config -> config.listen().address()),
          fixed("listen_port", config -> config.listen().port()),
          fixed("listen_backlog", config -> config.listen().backlog()),
          fixed("so_reuseport", config -> config.listen().reusePort()),
          live("admin_users", config -> String.join(", ", config.admin().users())),
          live("stats_users", config -> String.join(", ", config.admin().statsUsers())),
          live("auth_type", config -> lower(config.authentication().method())),
          live("auth_query", config -> config.authentication().query()),
          live("max_client_conn", config -> config.limits().maxClients()),
          live("max_db_client_connections", config -> config.limits().maxClientsPerDatabase()),
          live("max_user_client_connections", config -> config.limits().maxClientsPerUser()),
          live("autodb_idle_timeout", config -> config.limits().wildcardIdleTimeout()),
          live("client_login_timeout", config -> config.limits().loginTimeout()),
          live("max_packet_size", config -> config.limits().maxFrameSize()),
          // Ours are per node and per user: there is no one number for all of them.
          live("max_db_connections", config -> 0),
          live("max_user_connections", config -> 0),
          live("pool_mode", config -> lower(config.pool().mode())),
          live("default_pool_size", config -> config.pool().size()),
          live("min_pool_size", config -> config.pool().minIdle()),
          live("reserve_pool_size", config -> config.pool().reserve()),
          live("reserve_pool_timeout", config -> config.pool().reserveTimeout()),
          live("query_wait_timeout", config -> config.pool().maxWait()),
          live("server_idle_timeout", config -> config.pool().idleTimeout()),
          live("server_lifetime", config -> config.pool().maxLifetime()),
          live("server_connect_timeout", config -> config.pool().connectTimeout()),
          live("query_timeout", config -> config.pool().queryTimeout()),
          live("transaction_timeout", config -> config.pool().transactionTimeout()),
          live("idle_transaction_timeout", config -> config.pool().idleInTransactionTimeout()),
          live("client_idle_timeout", config -> config.pool().clientIdleTimeout()),
          live("cancel_wait_timeout", config -> config.pool().cancelWaitTimeout()),
          live("max_prepared_statements", config -> config.pool().maxPreparedStatements()),
          live(
              "server_reset_query",
              config -> config.pool().reset() == ResetMode.DISCARD ? "DISCARD ALL" : ""),
          live("log_connections", config -> config.log().connections()),
          live("log_disconnections", config -> config.log().disconnections()),
          live("log_pooler_errors", config -> config.log().poolErrors()),
          fixed("stats_period", config -> TrafficSampler.PERIOD));

  private PgBouncerSettings() {}

  static List<Setting> of(PenstockConfig config) {
    List<Setting> settings = new ArrayList<>(KEYS.size());
    for (Key key : KEYS) {
      String value = text(key.value().apply(config));
      String usual = text(key.value().apply(USUAL));
      settings.add(new Setting(key.name(), value, usual, key.changeable()));
    }
    return settings;
  }

  private static Key live(String name, Function<PenstockConfig, Object> value) {
    return new Key(name, true, value);
  }

  /** A key that takes a restart. */
  private static Key fixed(String name, Function<PenstockConfig, Object> value) {
    return new Key(name, false, value);
  }

  private static String text(Object value) {
    return switch (value) {
      case Duration duration -> Long.toString(duration.toSeconds());
      case Boolean flag -> flag ? "1" : "0";
      default -> value.toString();
    };
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
