package io.penstock.proxy.server;

import io.penstock.config.DatabaseConfig;
import io.penstock.config.PenstockConfig;
import io.penstock.config.ShardAlgorithm;
import io.penstock.config.ShardConfig;
import io.penstock.config.ShardingConfig;
import io.penstock.metrics.ProxyMeters;
import io.penstock.metrics.ProxyMeters.Load;
import io.penstock.proxy.session.ShardTraffic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How the load of databases is spread over their shards. What was counted of a shard stays when it
 * has left the configuration. Any thread.
 */
final class ShardLoads {
  private final ProxyMeters meters;
  private final int loops;
  private final Map<String, Counted> shards = new ConcurrentHashMap<>();
  private final Map<String, Boolean> databases = new ConcurrentHashMap<>();

  private record Counted(ShardTraffic traffic, ShardLoad load) {}

  /**
   * A shard beside the others of its database.
   *
   * @param share of the database's statements in the last minute, from 0 to 1; NaN if there were
   *     none
   * @param skew how many times its fair share that is; NaN if it has none
   */
  record Standing(ShardLoad.Totals totals, double share, double skew) {}

  ShardLoads(ProxyMeters meters, int loops) {
    this.meters = meters;
    this.loops = loops;
  }

  /** Begins to count the shards of this configuration, which are those from now on. */
  void configure(Supplier<PenstockConfig> config) {
    config
        .get()
        .databases()
        .forEach((name, database) -> {
          ShardingConfig sharding = database.sharding();
          if (sharding == null) {
            return;
          }
          for (ShardConfig shard : sharding.shards()) {
            var unused = of(name, shard.name());
          }
          if (databases.putIfAbsent(name, true) == null) {
            for (Load load : Load.values()) {
              meters.skew(name, load, () -> worst(name, config.get().databases().get(name), load));
            }
          }
        });
  }

  /** Where what this shard does is counted. */
  ShardTraffic of(String database, String shard) {
    return counted(database, shard).traffic();
  }

  private Counted counted(String database, String shard) {
    return shards.computeIfAbsent(
        PenstockConfig.shardName(database, shard),
        missing -> {
          ShardTraffic traffic = new ShardTraffic(loops);
          meters.shard(database, shard, traffic);
          return new Counted(traffic, new ShardLoad(traffic));
        });
  }

  /** To be called about every second. */
  void sample() {
    shards.values().forEach(shard -> shard.load().sample());
  }

  /** The shards of a database beside each other, in their order. */
  List<Standing> standings(String database, ShardingConfig sharding) {
    double[] shares = shares(database, sharding, Load.QUERIES);
    double[] fair = fair(sharding);
    List<Standing> standings = new ArrayList<>();
    for (int i = 0; i < shares.length; i++) {
      String shard = sharding.shards().get(i).name();
      standings.add(
          new Standing(
              counted(database, shard).load().totals(),
              shares[i],
              fair[i] == 0 ? Double.NaN : shares[i] / fair[i]));
    }
    return standings;
  }

  /** How many times its fair share the busiest shard has; NaN if there was nothing to do. */
  private double worst(String name, @Nullable DatabaseConfig database, Load of) {
    ShardingConfig sharding = database == null ? null : database.sharding();
    double worst = Double.NaN;
    if (sharding != null) {
      double[] shares = shares(name, sharding, of);
      double[] fair = fair(sharding);
      for (int i = 0; i < shares.length; i++) {
        if (fair[i] > 0) {
          double skew = shares[i] / fair[i];
          worst = Double.isNaN(worst) ? skew : Math.max(worst, skew);
        }
      }
    }
    return worst;
  }

  /** Of what the database's shards had to do in the last minute; NaN if that was nothing. */
  private double[] shares(String database, ShardingConfig sharding, Load of) {
    double[] shares =
        sharding.shards().stream()
            .mapToDouble(shard -> of(counted(database, shard.name()).load().recent(), of))
            .toArray();
    return parts(shares);
  }

  private static double of(ShardLoad.Totals recent, Load of) {
    return switch (of) {
      case QUERIES -> recent.queries();
      case TIME -> recent.queryNanos();
      case BYTES -> recent.sentBytes();
    };
  }

  /** What each would have if keys were alike; 0 for a shard that has none yet, or no more. */
  private static double[] fair(ShardingConfig sharding) {
    boolean weighed = sharding.algorithm() == ShardAlgorithm.CONSISTENT_HASH;
    double[] weights =
        sharding.shards().stream()
            .mapToDouble(shard -> weighed ? shard.weight() : sharding.holdsKeys(shard) ? 1 : 0)
            .toArray();
    return parts(weights);
  }

  private static double[] parts(double[] values) {
    double all = Arrays.stream(values).sum();
    return Arrays.stream(values).map(value -> value / all).toArray();
  }
}
