package io.penstock.proxy.console;

import static io.penstock.proxy.console.Column.int4;
import static io.penstock.proxy.console.Column.text;

import io.penstock.config.DatabaseConfig;
import io.penstock.config.NodeConfig;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** SHOW DATABASES. Several nodes are listed as PgBouncer lists several hosts. */
final class ShowDatabases {
  static final Table<DatabaseView> TABLE =
      new Table<>(
          "DATABASES",
          List.of(
              text("name", DatabaseView::name),
              text("host", database -> hosts(database.config())),
              int4("port", database -> database.config().allNodes().getFirst().port()),
              text("database", database -> database.config().backendName(database.name())),
              text("force_user", database -> database.config().user()),
              int4("pool_size", database -> database.config().pool().size()),
              int4("min_pool_size", database -> database.config().pool().minIdle()),
              int4("reserve_pool_size", database -> database.config().pool().reserve()),
              int4(
                  "server_lifetime",
                  database -> (int) database.config().pool().maxLifetime().toSeconds()),
              text(
                  "pool_mode",
                  database -> database.config().pool().mode().name().toLowerCase(Locale.ROOT)),
              text("load_balance_hosts", database -> null),
              int4("max_connections", database -> maxConnections(database.config())),
              int4("current_connections", DatabaseView::connections),
              int4("max_client_connections", database -> database.config().maxClients()),
              int4("current_client_connections", DatabaseView::clients),
              int4("paused", database -> database.paused() ? 1 : 0),
              int4("disabled", database -> database.disabled() ? 1 : 0)),
          ConsoleServer::databases);

  private ShowDatabases() {}

  private static String hosts(DatabaseConfig database) {
    return database.allNodes().stream().map(NodeConfig::host).collect(Collectors.joining(","));
  }

  /** What all nodes take together; 0 when one of them takes any number. */
  private static int maxConnections(DatabaseConfig database) {
    int sum = 0;
    for (NodeConfig node : database.allNodes()) {
      if (node.maxConnections() == 0) {
        return 0;
      }
      sum += node.maxConnections();
    }
    return sum;
  }
}
