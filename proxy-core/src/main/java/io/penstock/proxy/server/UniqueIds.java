package io.penstock.proxy.server;

import io.penstock.config.PenstockConfig;
import io.penstock.config.ShardConfig;
import io.penstock.config.ShardingConfig;
import io.penstock.proxy.ids.ShardIds;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What sees to unique ids, for each database that is to have them. */
final class UniqueIds implements AutoCloseable {
  private record Running(ShardIds ids, List<String> shards) {}

  private final Nodes nodes;
  private final Consumer<String> changed;
  private final Map<String, Running> running = new HashMap<>();

  /**
   * @param changed told of databases whose first shard has a new function
   */
  UniqueIds(Nodes nodes, Consumer<String> changed) {
    this.nodes = nodes;
    this.changed = changed;
  }

  /** Takes over a configuration. */
  synchronized void configure(PenstockConfig config) {
    Map<String, List<String>> wanted = new HashMap<>();
    config
        .databases()
        .forEach((database, known) -> {
          ShardingConfig sharding = known.sharding();
          if (sharding != null && sharding.uniqueIds()) {
            wanted.put(database, sharding.shards().stream().map(ShardConfig::name).toList());
          }
        });
    running
        .entrySet()
        .removeIf(known -> {
          boolean gone = !known.getValue().shards().equals(wanted.get(known.getKey()));
          if (gone) {
            known.getValue().ids().close();
          }
          return gone;
        });
    wanted.forEach((database, shards) ->
        running.computeIfAbsent(database, missing -> new Running(start(database, shards), shards)));
  }

  private ShardIds start(String database, List<String> shards) {
    return new ShardIds(
        database,
        shards,
        shard -> nodes.primaryControl(PenstockConfig.shardName(database, shard)),
        nodes.control(),
        () -> changed.accept(database));
  }

  @Override
  public synchronized void close() {
    running.values().forEach(known -> known.ids().close());
    running.clear();
  }
}
