package io.penstock.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether a database can be spread as its {@code sharding} says. */
final class ShardingChecks {
  private static final int MOST_SHARDS = 256;

  /** Of all shards together: each is a few points of the ring, which must fit into memory. */
  private static final long MOST_VIRTUAL_NODES = 131_072;

  private final Findings findings;
  private final DatabaseChecks databases;
  private final String path;
  private final ShardingConfig sharding;

  ShardingChecks(
      Findings findings, DatabaseChecks databases, String path, ShardingConfig sharding) {
    this.findings = findings;
    this.databases = databases;
    this.path = path;
    this.sharding = sharding;
  }

  void run(String databasePath, String name, DatabaseConfig database) {
    if (name.equals(PenstockConfig.ANY_DATABASE)) {
      findings.refuse(path, "found sharding of any database", "a database with a name");
    }
    if (database.pool().mode() == PoolMode.SESSION) {
      String mode = KeyPath.child(KeyPath.child(databasePath, "pool"), "mode");
      findings.refuse(
          findings.isWritten(mode) ? mode : path,
          "the pool's mode is session, and the shard is chosen for each transaction",
          "pool: {mode: transaction} for this database");
    }
    if (database.patroni() != null) {
      findings.refuse(
          KeyPath.child(databasePath, "patroni"),
          "found patroni beside sharding",
          "patroni on databases with nodes only");
    }
    shards();
    if (!findings.isBroken(KeyPath.child(path, "algorithm"))) {
      settingsOfOtherAlgorithms();
      new KeyBoundChecks(findings, path, sharding).run();
    }
    new ShardedTableChecks(findings, path, sharding).run();
  }

  private void shards() {
    List<ShardConfig> shards = sharding.shards();
    String list = KeyPath.child(path, "shards");
    if (shards.size() > MOST_SHARDS) {
      findings.refuse(list, "found " + shards.size() + " shards", "at most " + MOST_SHARDS);
    }
    Map<String, Integer> names = new HashMap<>();
    Map<String, String> nodes = new HashMap<>();
    for (int index = 0; index < shards.size(); index++) {
      ShardConfig shard = shards.get(index);
      String shardPath = KeyPath.item(list, index);
      name(KeyPath.child(shardPath, "name"), shard.name(), names.putIfAbsent(shard.name(), index));
      databases.nodes(shardPath, shard.nodes());
      nodesOfOthers(shardPath, shard, nodes);
    }
    if (sharding.algorithm() == ShardAlgorithm.CONSISTENT_HASH
        && !shards.isEmpty()
        && shards.getFirst().weight() == 0) {
      findings.refuse(
          KeyPath.child(KeyPath.item(list, 0), "weight"),
          "the first shard has weight 0",
          "a weight above 0: what is not spread is on the first shard");
    }
    long virtual = shards.stream().mapToLong(ShardConfig::weight).sum() * sharding.virtualNodes();
    if (virtual > MOST_VIRTUAL_NODES) {
      findings.refuse(
          findings.isWritten(KeyPath.child(path, "virtual-nodes"))
              ? KeyPath.child(path, "virtual-nodes")
              : list,
          "found " + virtual + " virtual nodes, which is the sum of all weights × virtual-nodes",
          "at most " + MOST_VIRTUAL_NODES + ": smaller weights say the same");
    }
  }

  private void name(String namePath, String name, @Nullable Integer first) {
    if (first != null) {
      findings.refuse(
          namePath,
          "the name " + KeyPath.quote(name) + " is that of shards[" + first + "] too",
          "a name of its own");
    }
    if (name.contains("/") || name.isBlank()) {
      findings.refuse(namePath, "found " + KeyPath.quote(name), "a name without a /");
    }
  }

  private void nodesOfOthers(String shardPath, ShardConfig shard, Map<String, String> nodes) {
    for (int index = 0; index < shard.nodes().size(); index++) {
      String node = shard.nodes().get(index).name();
      String other = nodes.putIfAbsent(node, shard.name());
      String nodePath = KeyPath.item(KeyPath.child(shardPath, "nodes"), index);
      boolean broken = findings.isBroken(KeyPath.child(nodePath, "host"));
      if (other != null && !other.equals(shard.name()) && !broken) {
        findings.refuse(
            KeyPath.child(nodePath, "name"),
            "the name " + KeyPath.quote(node) + " is that of a node of shard " + other + " too",
            "a name of its own");
      }
    }
  }

  private void settingsOfOtherAlgorithms() {
    boolean ring = sharding.algorithm() == ShardAlgorithm.CONSISTENT_HASH;
    boolean range = sharding.algorithm() == ShardAlgorithm.RANGE;
    boolean list = sharding.algorithm() == ShardAlgorithm.LIST;
    only(ring, KeyPath.child(path, "virtual-nodes"), "consistent-hash");
    only(range || list, KeyPath.child(path, "key-type"), "range or list");
    for (int index = 0; index < sharding.shards().size(); index++) {
      String shard = KeyPath.item(KeyPath.child(path, "shards"), index);
      only(ring, KeyPath.child(shard, "weight"), "consistent-hash");
      only(range, KeyPath.child(shard, "ranges"), "range");
      only(list, KeyPath.child(shard, "values"), "list");
    }
  }

  private void only(boolean meant, String key, String algorithm) {
    if (!meant && findings.isWritten(key)) {
      findings.refuse(
          key,
          "means nothing with algorithm "
              + new ScalarType.Choice(ShardAlgorithm.class).format(sharding.algorithm()),
          "algorithm: " + algorithm);
    }
  }
}
