package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {

  @Test
  void theSmallestFileHasTenLinesAndIsAPlainPool() {
    assertThat(ConfigSamples.SMALLEST.lines()).hasSize(10);
    PenstockConfig config = ConfigSamples.smallest();
    assertThat(config.listen()).isEqualTo(Defaults.of(ListenConfig.class));
    assertThat(config.limits()).isEqualTo(LimitsConfig.defaults());
    assertThat(ConfigSamples.database(config, "shop").pool()).isEqualTo(PoolConfig.defaults());
    NodeConfig node = ConfigSamples.database(config, "shop").nodes().getFirst();
    assertThat(node.name()).isEqualTo("127.0.0.1:5433");
    assertThat(node.role()).isEqualTo(NodeRole.AUTO);
    assertThat(node.tls()).isNull();
  }

  @Test
  void theContractsExampleIsRead() {
    PenstockConfig config =
        ConfigLoader.parse(
            ConfigSamples.CONTRACT, new TestEnvironment().variable("APP_PASSWORD", "hunter2"));
    assertThat(config.admin().users()).containsExactly("admin");
    assertThat(config.users()).containsOnlyKeys("app", "admin");
    assertThat(ConfigSamples.user(config, "app").password()).isEqualTo(Secret.of("hunter2"));
    assertThat(ConfigSamples.user(config, "admin").password())
        .isEqualTo(Secret.of(ConfigSamples.SCRAM));
    DatabaseConfig shop = ConfigSamples.database(config, "shop");
    assertThat(shop.nodes()).extracting(NodeConfig::name).containsExactly("pg-a", "pg-b");
    assertThat(shop.nodes()).extracting(NodeConfig::port).containsExactly(5433, 5434);
    assertThat(shop.backendName("shop")).isEqualTo("shop");
  }

  @Test
  void aDatabasesPoolOverridesSingleKeysOfThePoolWhereverThatStandsInTheFile() {
    PenstockConfig config =
        ConfigLoader.parse(
            """
            databases:
              shop:
                nodes: [{host: a}]
                pool: {size: 10, max-wait: off}
              other:
                nodes: [{host: a}]
            pool: {size: 40, reserve: 0, mode: session}
            """);
    PoolConfig shop = ConfigSamples.database(config, "shop").pool();
    assertThat(shop.size()).isEqualTo(10);
    assertThat(shop.maxWait()).isEqualTo(Duration.ZERO);
    assertThat(shop.reserve()).isZero();
    assertThat(shop.mode()).isEqualTo(PoolMode.SESSION);
    assertThat(shop.idleTimeout()).isEqualTo(Duration.ofMinutes(10));
    assertThat(ConfigSamples.database(config, "other").pool()).isEqualTo(config.pool());
  }

  @Test
  void aDatabasesRoutingOverridesSingleKeysOfTheRouting() {
    PenstockConfig config =
        ConfigLoader.parse(
            """
            databases:
              shop:
                nodes: [{host: a}]
                routing: {reads: prefer-replica, max-lag: 2s}
              other:
                nodes: [{host: a}]
            routing: {zone: east, consistency: bounded}
            health: {interval: 500ms, breaker: {open-for: 10s}}
            """);
    RoutingConfig shop = ConfigSamples.database(config, "shop").routing();
    assertThat(shop.reads()).isEqualTo(Reads.PREFER_REPLICA);
    assertThat(shop.zone()).isEqualTo("east");
    assertThat(shop.consistency()).isEqualTo(Consistency.BOUNDED);
    assertThat(shop.recovery()).isEqualTo(Duration.ofSeconds(1));
    assertThat(ConfigSamples.database(config, "other").routing()).isEqualTo(config.routing());
    assertThat(config.health().interval()).isEqualTo(Duration.ofMillis(500));
    assertThat(config.health().breaker().failures()).isEqualTo(5);
    assertThat(config.health().breaker().openFor()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void aDatabasesRulesReplaceThoseOfTheRouting() {
    PenstockConfig config =
        ConfigLoader.parse(
            """
            databases:
              shop:
                nodes: [{host: a}]
                routing: {rules: [{name: reports, applications: report, route: replica, max-lag: 1m}]}
              other:
                nodes: [{host: a}]
            routing: {rules: [{tables: [app.stock, price], route: primary}]}
            """);
    RoutingRuleConfig shop = ConfigSamples.database(config, "shop").routing().rules().getFirst();
    assertThat(shop.name()).isEqualTo("reports");
    assertThat(shop.applications()).containsExactly("report");
    assertThat(shop.route()).isEqualTo(RuleRoute.REPLICA);
    assertThat(shop.maxLag()).isEqualTo(Duration.ofMinutes(1));
    RoutingRuleConfig other = ConfigSamples.database(config, "other").routing().rules().getFirst();
    assertThat(other.tables()).containsExactly("app.stock", "price");
    assertThat(other.route()).isEqualTo(RuleRoute.PRIMARY);
    assertThat(other.consistency()).isNull();
  }

  @Test
  void aUserOverridesThePoolAndKeepsTheRest() {
    PenstockConfig config =
        ConfigLoader.parse(
            """
            users:
              app: {password: x, pool-mode: session, pool-size: 2, query-timeout: 3s, client-idle-timeout: off}
            pool: {min-idle: 5, client-idle-timeout: 1h, transaction-timeout: 9s}
            databases: {shop: {nodes: [{host: a}]}}
            """);
    PoolConfig pool = config.pool().overriddenBy(ConfigSamples.user(config, "app"));
    assertThat(pool.mode()).isEqualTo(PoolMode.SESSION);
    assertThat(pool.size()).isEqualTo(2);
    assertThat(pool.minIdle()).isEqualTo(2);
    assertThat(pool.queryTimeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(pool.clientIdleTimeout()).isEqualTo(Duration.ZERO);
    assertThat(pool.transactionTimeout()).isEqualTo(Duration.ofSeconds(9));
    assertThat(config.pool().overriddenBy(UserConfig.defaults())).isEqualTo(config.pool());
  }

  @Test
  void theStarStandsForEveryDatabaseThatHasNoBlockOfItsOwn() {
    PenstockConfig config =
        ConfigLoader.parse(
            """
            databases:
              shop: {dbname: shop_v2, nodes: [{host: a}]}
              "*": {nodes: [{host: b}]}
            """);
    assertThat(ConfigSamples.database(config, "shop").backendName("shop")).isEqualTo("shop_v2");
    assertThat(ConfigSamples.database(config, "anything").nodes().getFirst().host()).isEqualTo("b");
    assertThat(ConfigSamples.database(config, "anything").backendName("anything"))
        .isEqualTo("anything");
    assertThat(ConfigSamples.smallest().database("anything")).isNull();
  }

  @Test
  void hostRulesAreReadInOrderAndAListOfOneMayBeAText() {
    AuthenticationConfig authentication =
        ConfigLoader.parse(
                ConfigSamples.SMALLEST
                    + """
                    authentication:
                      method: reject
                      rules:
                        - {users: app, databases: [shop, all], address: 10.0.0.0/8, method: md5}
                        - {type: local, method: trust}
                    """)
            .authentication();
    assertThat(authentication.rules())
        .containsExactly(
            new HostRuleConfig(
                HostRuleType.HOST,
                List.of("shop", "all"),
                List.of("app"),
                AddressRange.parse("10.0.0.0/8"),
                AuthenticationMethod.MD5),
            new HostRuleConfig(
                HostRuleType.LOCAL,
                List.of("all"),
                List.of("all"),
                AddressRange.ALL,
                AuthenticationMethod.TRUST));
    assertThat(authentication.method()).isEqualTo(AuthenticationMethod.REJECT);
  }

  @Test
  void anAliasRepeatsWhatItsAnchorNames() {
    PenstockConfig config =
        ConfigLoader.parse(
            """
            databases:
              a: {nodes: &nodes [{host: x}, {host: y}], pool: &small {size: 3}}
              b: {nodes: *nodes, pool: *small}
            """);
    assertThat(ConfigSamples.database(config, "b")).isEqualTo(ConfigSamples.database(config, "a"));
  }

  @Test
  void pathsAreRelativeToTheFileAndItsNameIsInTheMessage(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("proxy.yaml");
    Files.writeString(folder.resolve("pw"), "hunter2\n");
    Files.writeString(folder.resolve("server.pem"), "PEM");
    Files.writeString(
        file,
        ConfigSamples.SMALLEST
            .replace("hunter2", "file:pw")
            .replace("  port: 6432", "  tls: {certificate: server.pem, key: server.pem}"));
    PenstockConfig config = ConfigLoader.load(file);
    assertThat(ConfigSamples.user(config, "app").password()).isEqualTo(Secret.of("hunter2"));
    assertThat(config.listen().tls())
        .extracting(TlsConfig::certificate)
        .isEqualTo(folder.resolve("server.pem"));

    Files.delete(folder.resolve("server.pem"));
    assertThatThrownBy(() -> ConfigLoader.load(file))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining(file + ":2: listen.tls.certificate: cannot read the file")
        .hasMessageContaining(file + ":2: listen.tls.key: cannot read the file");
  }

  @Test
  void aFileThatIsNotThereOrNotTextIsAProblemOfTheFile(@TempDir Path folder) throws IOException {
    Path absent = folder.resolve("absent.yaml");
    assertThatThrownBy(() -> ConfigLoader.load(absent))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessage(absent + ": cannot be read: no such file, expected a readable file in UTF-8");
    Path binary = Files.write(folder.resolve("binary.yaml"), new byte[] {'a', (byte) 0xff});
    assertThatThrownBy(() -> ConfigLoader.load(binary))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("expected a readable file in UTF-8");
    Path huge = Files.write(folder.resolve("huge.yaml"), new byte[Environment.MAX_FILE_BYTES + 1]);
    assertThatThrownBy(() -> ConfigLoader.load(huge))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("cannot be read");
  }
}
