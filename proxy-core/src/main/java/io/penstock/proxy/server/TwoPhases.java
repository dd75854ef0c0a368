package io.penstock.proxy.server;

import io.penstock.config.PenstockConfig;
import io.penstock.config.ShardConfig;
import io.penstock.config.ShardingConfig;
import io.penstock.pool.node.ControlTarget;
import io.penstock.proxy.twophase.ShardRecovery;
import io.penstock.proxy.twophase.TwoPhase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What looks after the transactions over several shards, for each database that has such. */
final class TwoPhases implements AutoCloseable {
  /**
   * What was once prepared is looked after as long as there are its shards.
   *
   * @param offered whether transactions may go to several shards now
   */
  private record Running(ShardRecovery recovery, List<String> shards, boolean offered) {}

  private final Nodes nodes;
  private final BiConsumer<String, TwoPhase.Event> counted;
  private final Map<String, Running> running = new ConcurrentHashMap<>();

  /**
   * @param counted told of what happens in which database
   */
  TwoPhases(Nodes nodes, BiConsumer<String, TwoPhase.Event> counted) {
    this.nodes = nodes;
    this.counted = counted;
  }

  /** Of this database; null when its transactions stay on one shard. Any thread. */
  @Nullable TwoPhase of(String database) {
    Running known = running.get(database);
    return known == null || !known.offered() ? null : known.recovery();
  }

  /** Takes over a configuration. */
  synchronized void configure(PenstockConfig config) {
    running.forEach((database, known) -> {
      if (!shards(config, database).equals(known.shards())) {
        running.remove(database);
        known.recovery().close();
      }
    });
    config
        .databases()
        .forEach((database, known) -> {
          ShardingConfig sharding = known.sharding();
          boolean offered = sharding != null && sharding.twoPhase();
          Running before = running.get(database);
          if (before != null) {
            running.put(database, new Running(before.recovery(), before.shards(), offered));
          } else if (offered) {
            List<String> shards = shards(config, database);
            running.put(database, new Running(start(database, shards), shards, true));
          }
        });
  }

  private ShardRecovery start(String database, List<String> shards) {
    Map<String, Supplier<@Nullable ControlTarget>> asked = new LinkedHashMap<>();
    for (String shard : shards) {
      asked.put(shard, () -> nodes.primaryControl(PenstockConfig.shardName(database, shard)));
    }
    ShardRecovery recovery =
        new ShardRecovery(
            database, asked, nodes.control(), event -> counted.accept(database, event));
    recovery.start();
    return recovery;
  }

  /** Empty for a database without shards. */
  private static List<String> shards(PenstockConfig config, String database) {
    ShardingConfig sharding =
        config.databases().containsKey(database)
            ? config.databases().get(database).sharding()
            : null;
    return sharding == null
        ? List.of()
        : sharding.shards().stream().map(ShardConfig::name).toList();
  }

  @Override
  public synchronized void close() {
    running.values().forEach(known -> known.recovery().close());
    running.clear();
  }
}
