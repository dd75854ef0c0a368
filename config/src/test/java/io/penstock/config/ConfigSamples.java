package io.penstock.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Objects;

/** Files the tests share. */
final class ConfigSamples {
  static final String SCRAM =
      "SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$"
          + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

  /** The least that makes a proxy: ten lines. */
  static final String SMALLEST =
      """
      listen:
        port: 6432
      users:
        app:
          password: hunter2
      databases:
        shop:
          nodes:
            - host: 127.0.0.1
              port: 5433
      """;

  /** The design's contract, without what later versions add. */
  static final String CONTRACT =
      """
      listen:  {address: 127.0.0.1, port: 6432}
      admin:   {address: 127.0.0.1, port: 6480, users: [admin]}
      limits:  {max-clients: 1000}
      users:
        app:   {password: "${APP_PASSWORD}"}
        admin: {password: "%s"}
      pool:    {mode: transaction, size: 25, reserve: 5, max-wait: 30s, idle-timeout: 10m, max-lifetime: 1h}
      databases:
        shop:
          dbname: shop
          nodes:
            - {name: pg-a, host: 127.0.0.1, port: 5433}
            - {name: pg-b, host: 127.0.0.1, port: 5434}
          pool: {size: 10}
          routing: {reads: prefer-replica, consistency: session, max-lag: 5s}
      """
          .formatted(SCRAM);

  private ConfigSamples() {}

  static PenstockConfig smallest() {
    return ConfigLoader.parse(SMALLEST);
  }

  static DatabaseConfig database(PenstockConfig config, String name) {
    return Objects.requireNonNull(config.database(name), name);
  }

  static UserConfig user(PenstockConfig config, String name) {
    return Objects.requireNonNull(config.users().get(name), name);
  }

  /** The one line for each problem of a file. */
  static List<String> problems(String yaml, Environment environment) {
    return failure(yaml, environment).problems().stream().map(ConfigProblem::toString).toList();
  }

  static List<String> problems(String yaml) {
    return problems(yaml, new TestEnvironment());
  }

  static InvalidConfigException failure(String yaml, Environment environment) {
    InvalidConfigException failure =
        catchThrowableOfType(
            InvalidConfigException.class, () -> ConfigLoader.parse(yaml, environment));
    if (failure == null) {
      throw new AssertionError("the file is valid");
    }
    return failure;
  }
}
