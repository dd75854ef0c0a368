package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConfigReferenceTest {
  /** The module's folder is the working directory of its tests. */
  private static final Path PAGE = Path.of("..", "docs", "configuration.md");

  @Test
  void thePageHasARowForEveryKeyUnderEveryPlaceOfItsBlock() {
    String page = ConfigReference.render();
    assertThat(page)
        .contains("## Top level")
        .contains("## `listen.tls`, `databases.<name>.nodes[].tls`")
        .contains("## `pool`, `databases.<name>.pool`")
        .contains(
            "| `port` | a whole number from 0 to 65535 | `6432` | "
                + "The TCP port for the PostgreSQL protocol; 0 takes any free one. *restart* |")
        .contains("| `max-wait` |")
        .contains("| `host` | an IP address or a host name | *required* |");
    long rows = page.lines().filter(line -> line.startsWith("| `")).count();
    assertThat(rows).isEqualTo(keysOfEveryBlock());
  }

  /** Run with {@code -Dpenstock.write-docs=true} to write the page anew. */
  @Test
  void thePageInTheRepositoryIsTheOneThatIsGenerated() throws IOException {
    if (Boolean.getBoolean("penstock.write-docs")) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, ConfigReference.render());
    }
    assertThat(PAGE).exists();
    assertThat(Files.readString(PAGE))
        .as("docs/configuration.md: write it anew with -Dpenstock.write-docs=true")
        .isEqualTo(ConfigReference.render());
  }

  private static long keysOfEveryBlock() {
    return Stream.of(
            PenstockConfig.class,
            ListenConfig.class,
            TlsConfig.class,
            AdminConfig.class,
            LimitsConfig.class,
            AuthenticationConfig.class,
            HostRuleConfig.class,
            UserConfig.class,
            PoolConfig.class,
            SessionConfig.class,
            PinPolicies.class,
            RoutingConfig.class,
            RoutingRuleConfig.class,
            HealthConfig.class,
            BreakerConfig.class,
            DatabaseConfig.class,
            PatroniConfig.class,
            ShardingConfig.class,
            ShardConfig.class,
            ShardRangeConfig.class,
            ShardedTableConfig.class,
            ShardPinConfig.class,
            NodeConfig.class,
            FleetConfig.class,
            PeerConfig.class,
            LogConfig.class,
            ShutdownConfig.class)
        .mapToLong(block -> ConfigKey.of(block).size())
        .sum();
  }
}
