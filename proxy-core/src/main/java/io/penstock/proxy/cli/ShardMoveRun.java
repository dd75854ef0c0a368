package io.penstock.proxy.cli;

import io.penstock.config.PenstockConfig;
import io.penstock.config.ShardConfig;
import io.penstock.config.ShardingConfig;
import io.penstock.pool.node.ControlTarget;
import io.penstock.proxy.move.KeyMover;
import io.penstock.proxy.move.MoveFailedException;
import io.penstock.proxy.move.MoveRequest;
import io.penstock.proxy.move.MoveStatus;
import io.penstock.proxy.server.ControlTargets;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Moves keys between shards, or tells of it. */
final class ShardMoveRun {
  private ShardMoveRun() {}

  /**
   * Does it, and prints how it goes on.
   *
   * @throws CommandFailedException if it cannot be done, or not now
   */
  static int run(PenstockConfig old, PenstockConfig now, ShardMoveOptions options, PrintWriter out)
      throws InterruptedException {
    String name = ShardPlanRun.chosen("move", old, now, options.database);
    ShardingConfig before = ShardPlanRun.sharding(old, name);
    ShardingConfig after = ShardPlanRun.sharding(now, name);
    if (before == null || after == null) {
      throw new CommandFailedException(
          "shards move: database %s is not sharded in the %s file (expected: sharding in both)"
              .formatted(name, before == null ? "old" : "new"));
    }
    if (options.dryRun) {
      return ShardPlanRun.run(old, now, name, out);
    }
    try {
      Map<String, List<ControlTarget>> shards = shards(now, name, after);
      if (options.status) {
        MoveStatus.of(name, shards.values().iterator().next()).forEach(out::println);
      } else {
        KeyMover.move(
            new MoveRequest(name, before, after, shards, options.addresses()),
            options.moveOptions(),
            out::println);
      }
      return ExitCode.OK;
    } catch (MoveFailedException e) {
      throw new CommandFailedException("shards move: " + e.getMessage());
    }
  }

  private static Map<String, List<ControlTarget>> shards(
      PenstockConfig config, String database, ShardingConfig sharding) {
    Map<String, List<ControlTarget>> shards = new LinkedHashMap<>();
    for (ShardConfig shard : sharding.shards()) {
      String name = PenstockConfig.shardName(database, shard.name());
      List<ControlTarget> nodes = ControlTargets.of(config, name);
      if (nodes.isEmpty()) {
        throw new CommandFailedException(
            "shards move: nobody knows as whom to log in to shard %s (expected: user and password of the database or its nodes)"
                .formatted(shard.name()));
      }
      shards.put(shard.name(), nodes);
    }
    return shards;
  }
}
