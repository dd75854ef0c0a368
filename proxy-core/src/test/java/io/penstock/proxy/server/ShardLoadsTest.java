package io.penstock.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.penstock.config.ConfigLoader;
import io.penstock.config.PenstockConfig;
import io.penstock.config.ShardingConfig;
import io.penstock.metrics.ProxyMeters;
import io.penstock.metrics.ShardSource;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ShardLoadsTest {
  private static final class Counted implements ShardSource {
    long queries;

    @Override
    public long queries() {
      return queries;
    }

    @Override
    public long queryNanos() {
      return 1_000 * queries;
    }

    @Override
    public long sentBytes() {
      return 10 * queries;
    }
  }

  private static PenstockConfig config(String shards) {
    return ConfigLoader.parse(
        """
        users:
          app: {password: secret}
        databases:
          orders:
            sharding:
        %s
              tables: [{name: orders, key: customer_id}]
        """
            .formatted(shards.indent(6)));
  }

  private static ShardingConfig sharding(PenstockConfig config) {
    return Objects.requireNonNull(
        Objects.requireNonNull(config.databases().get("orders")).sharding());
  }

  @Test
  void theLastMinuteIsWhatCountsAndAllOfItBeforeOneHasPassed() {
    Counted counted = new Counted();
    ShardLoad load = new ShardLoad(counted);
    counted.queries = 7;
    load.sample();
    assertThat(load.recent()).isEqualTo(new ShardLoad.Totals(7, 7_000, 70));
    for (int second = 1; second < 60; second++) {
      counted.queries++;
      load.sample();
    }
    assertThat(load.recent().queries()).isEqualTo(59);
    counted.queries += 5;
    load.sample();
    assertThat(load.recent().queries()).isEqualTo(63);
    for (int second = 0; second < 60; second++) {
      load.sample();
    }
    assertThat(load.recent()).isEqualTo(ShardLoad.Totals.NONE);
    assertThat(load.totals().queries()).isEqualTo(71);
  }

  @Test
  void aShardIsComparedWithItsShareByWeightAndNewOnesHaveNone() {
    PenstockConfig config =
        config(
            """
            shards:
              - {name: s0, weight: 1, nodes: [{host: a}]}
              - {name: s1, weight: 3, nodes: [{host: b}]}
              - {name: s2, weight: 0, nodes: [{host: c}]}
            """);
    ProxyMeters meters = ProxyMeters.create("test");
    ShardLoads loads = new ShardLoads(meters, 2);
    loads.configure(() -> config);
    assertThat(loads.standings("orders", sharding(config)))
        .extracting(ShardLoads.Standing::skew)
        .containsOnly(Double.NaN);
    assertThat(meters.scrape())
        .contains("penstock_shard_skew{database=\"orders\",of=\"queries\",} NaN")
        .contains("penstock_shard_queries_total{database=\"orders\",shard=\"s2\",} 0.0");
    loads.of("orders", "s0").queries(0, 30);
    loads.of("orders", "s0").queries(1, 20);
    loads.of("orders", "s1").queries(0, 50);
    List<ShardLoads.Standing> standings = loads.standings("orders", sharding(config));
    assertThat(standings)
        .extracting(standing -> standing.totals().queries())
        .containsExactly(50L, 50L, 0L);
    assertThat(standings.get(0).share()).isCloseTo(0.5, within(1e-9));
    assertThat(standings.get(0).skew()).isCloseTo(2, within(1e-9));
    assertThat(standings.get(1).skew()).isCloseTo(2 / 3.0, within(1e-9));
    assertThat(standings.get(2).skew()).isNaN();
    assertThat(meters.scrape())
        .contains("penstock_shard_skew{database=\"orders\",of=\"queries\",} 2.0");
    meters.close();
  }
}
