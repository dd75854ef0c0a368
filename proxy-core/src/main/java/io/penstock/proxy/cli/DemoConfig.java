package io.penstock.proxy.cli;

import io.penstock.config.ConfigLoader;
import io.penstock.config.PenstockConfig;
import io.penstock.embedded.PostgresCluster;
import io.penstock.embedded.PostgresServer;

/** The {@code penstock.yaml} of the demo. */
final class DemoConfig {
  static final String ADMIN = "admin";

  /** How many backends of one server all clients of the demo share. */
  static final int POOL_SIZE = 20;

  private DemoConfig() {}

  static PenstockConfig of(DemoPorts ports, PostgresCluster cluster) {
    return ConfigLoader.parse(yaml(ports, cluster));
  }

  private static String yaml(DemoPorts ports, PostgresCluster cluster) {
    StringBuilder yaml =
        new StringBuilder(
            """
            listen: {address: 127.0.0.1, port: %d, reuse-port: false}
            admin: {address: 127.0.0.1, port: %d, users: [%s]}
            users:
              %s: {password: %s}
              %s: {password: %s}
            log: {connections: false, disconnections: false}
            routing: {reads: prefer-replica, consistency: session}
            health:
              {interval: 200ms, timeout: 1s, dead-after: 2s, slow-start: 2s, breaker: {open-for: 1s}}
            pool: {mode: transaction, size: %d, reserve: 0}
            databases:
              %s:
                nodes:
            """
                .formatted(
                    ports.postgresql(),
                    ports.http(),
                    ADMIN,
                    DemoCluster.USER,
                    DemoCluster.PASSWORD,
                    ADMIN,
                    ADMIN,
                    POOL_SIZE,
                    DemoCluster.DATABASE));
    for (PostgresServer server : cluster.servers()) {
      yaml.append("      - %s%n".formatted(node(server, server.name())));
    }
    yaml.append(
        """
          %s:
            sharding:
              tables:
                - {name: orders, key: customer_id}
                - {name: countries, reference: true}
              shards:
        """
            .formatted(DemoCluster.SHARDED)
            .indent(0));
    for (int shard = 0; shard < DemoCluster.SHARDS.size(); shard++) {
      yaml.append(
          "        - {name: s%d, dbname: %s, nodes: ["
              .formatted(shard, DemoCluster.SHARDS.get(shard)));
      for (PostgresServer server : cluster.servers()) {
        yaml.append(node(server, "s%d-%s".formatted(shard, server.name()))).append(", ");
      }
      yaml.append("]}\n");
    }
    return yaml.toString();
  }

  private static String node(PostgresServer server, String name) {
    return "{name: %s, host: %s, port: %d}".formatted(name, server.host(), server.port());
  }
}
