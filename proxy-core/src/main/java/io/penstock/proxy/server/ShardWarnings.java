package io.penstock.proxy.server;

import io.penstock.pool.node.ControlPools;
import io.penstock.pool.node.ControlTarget;
import io.penstock.proxy.catalog.UniqueOnShards;
import io.penstock.proxy.catalog.UniqueOnShards.Warning;
import io.penstock.sql.shard.ShardMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the tables of one sharded database have that shards cannot keep. Any thread. */
final class ShardWarnings {
  private static final Logger LOG = LoggerFactory.getLogger(ShardWarnings.class);

  private final String database;
  private final Set<Warning> said = new HashSet<>();
  private volatile List<Warning> now = List.of();

  ShardWarnings(String database) {
    this.database = database;
  }

  List<Warning> now() {
    return now;
  }

  /**
   * Looks at the tables, and says once what is wrong with each; blocks.
   *
   * @param first who is asked on the first shard; null for nobody
   */
  synchronized void look(@Nullable ControlTarget first, ControlPools pools, ShardMap map) {
    if (first == null) {
      return;
    }
    try {
      List<Warning> found =
          pools.run(first, connection -> UniqueOnShards.read(connection, map)).join();
      for (Warning warning : found) {
        if (said.add(warning)) {
          LOG.warn("database {}: table {}: {}", database, warning.table(), warning.why());
        }
      }
      said.retainAll(found);
      now = List.copyOf(found);
    } catch (CompletionException e) {
      LOG.debug("database {}: its tables could not be looked at", database, e);
    }
  }
}
