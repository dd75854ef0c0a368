package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.junit.jupiter.api.Test;

class ShardingConfigTest {
  private static final String ORDERS =
      """
      users: {app: {password: hunter2}}
      databases:
        orders:
          user: app
          max-clients: 7
          pool: {size: 3}
          sharding:
            shards:
              - {name: s0, nodes: [{host: 127.0.0.1, port: 5435}]}
              - {name: s1, weight: 2, nodes: [{host: 127.0.0.1, port: 5436}]}
            tables:
              - {name: orders, key: customer_id}
              - {name: app.lines, key: [tenant, customer_id]}
              - {name: countries, reference: true}
            pins:
              - {key: 42, shard: s1}
              - {key: [acme, 7], shard: s0}
        "*": {nodes: [{host: other}]}
      """;

  private final PenstockConfig config = ConfigLoader.parse(ORDERS);

  private DatabaseConfig database(String name) {
    return ConfigSamples.database(config, name);
  }

  @Test
  void theBlockIsReadWithItsDefaults() {
    ShardingConfig sharding = Objects.requireNonNull(database("orders").sharding());
    assertThat(database("orders").nodes()).isEmpty();
    assertThat(sharding.algorithm()).isEqualTo(ShardAlgorithm.CONSISTENT_HASH);
    assertThat(sharding.virtualNodes()).isEqualTo(128);
    assertThat(sharding.shards()).extracting(ShardConfig::weight).containsExactly(1, 2);
    assertThat(sharding.tables().get(1).key()).containsExactly("tenant", "customer_id");
    assertThat(sharding.tables().get(1).schema()).isEqualTo("app");
    assertThat(sharding.tables().get(1).bareName()).isEqualTo("lines");
    assertThat(sharding.tables().get(0).schema()).isNull();
    assertThat(sharding.tables().get(2).reference()).isTrue();
    assertThat(sharding.pins().get(0).key()).containsExactly("42");
  }

  @Test
  void eachShardIsADatabaseWithItsNodesAndElseWhatItsDatabaseHas() {
    DatabaseConfig shard = database("orders/s1");
    assertThat(shard.nodes()).extracting(NodeConfig::port).containsExactly(5436);
    assertThat(shard.sharding()).isNull();
    assertThat(shard.pool()).isEqualTo(database("orders").pool());
    assertThat(shard.user()).isEqualTo("app");
    assertThat(shard.maxClients()).isEqualTo(7);
    assertThat(shard.backendName("orders/s1")).isEqualTo("orders");
    assertThat(config.shards()).containsOnlyKeys("orders/s0", "orders/s1");
    assertThat(config.isShard("orders/s1")).isTrue();
    assertThat(config.isShard("orders")).isFalse();
  }

  @Test
  void theBackendNameOfAShardIsTheDatabasesOwnIfItHasOne() {
    PenstockConfig named =
        ConfigLoader.parse(ORDERS.replace("max-clients: 7", "dbname: orders_v2"));
    assertThat(ConfigSamples.database(named, "orders/s0").backendName("orders/s0"))
        .isEqualTo("orders_v2");
  }

  @Test
  void aShardIsAlwaysTheSameObject() {
    DatabaseConfig shard = database("orders/s0");
    assertThat(database("orders/s0")).isSameAs(shard);
    PenstockConfig changed =
        new PenstockConfig(
            config.listen(),
            config.admin(),
            config.limits(),
            config.authentication(),
            config.users(),
            config.pool(),
            config.session(),
            config.routing(),
            config.health(),
            config.databases(),
            config.fleet(),
            new LogConfig(false, false, false),
            config.shutdown(),
            config.shards());
    assertThat(changed.database("orders/s0")).isSameAs(shard);
  }

  @Test
  void aShardThatIsKnownButOtherwiseNowIsMadeAnew() {
    PenstockConfig other = ConfigLoader.parse(ORDERS.replace("5435", "6435"));
    PenstockConfig mixed =
        new PenstockConfig(
            other.listen(),
            other.admin(),
            other.limits(),
            other.authentication(),
            other.users(),
            other.pool(),
            other.session(),
            other.routing(),
            other.health(),
            other.databases(),
            other.fleet(),
            other.log(),
            other.shutdown(),
            config.shards());
    assertThat(mixed).isEqualTo(other);
    assertThat(ConfigSamples.database(mixed, "orders/s0").nodes().getFirst().port())
        .isEqualTo(6435);
  }

  @Test
  void noNameWithASlashIsEverOneOfTheAnyDatabase() {
    assertThat(config.database("anything")).isNotNull();
    assertThat(config.database("orders/s2")).isNull();
    assertThat(config.database("any/thing")).isNull();
  }

  @Test
  void aPlainDatabaseHasNoShard() {
    assertThatThrownBy(() -> database("anything").shard("anything", 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not sharded");
  }
}
