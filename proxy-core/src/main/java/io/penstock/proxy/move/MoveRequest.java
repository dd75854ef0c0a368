package io.penstock.proxy.move;

import io.penstock.config.ShardingConfig;
import io.penstock.pool.node.ControlTarget;
import java.util.List;
import java.util.Map;

/**
 * What is to be moved.
 *
 * @param database as clients name it
 * @param shards the nodes of each shard of {@code after}, by its name, in its order
 * @param proxies all that serve the database
 */
public record MoveRequest(
    String database,
    ShardingConfig before,
    ShardingConfig after,
    Map<String, List<ControlTarget>> shards,
    List<ProxyAddress> proxies) {
  public MoveRequest {
    proxies = List.copyOf(proxies);
  }
}
