package io.penstock.proxy.cli;

import io.penstock.embedded.PostgresCluster;
import io.penstock.embedded.PostgresServer;
import io.penstock.embedded.ShopSchema;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The PostgreSQL servers of the demo, with the database {@code shop} and its user. */
final class DemoCluster {
  static final String DATABASE = "shop";

  /** The database that is spread over {@link #SHARDS}. */
  static final String SHARDED = "orders";

  /** Databases of the same servers here, where in earnest each would have servers of its own. */
  static final List<String> SHARDS = List.of("orders_0", "orders_1");

  static final String USER = "demo";
  static final String PASSWORD = "demo";

  private static final int REPLICAS = 2;

  private static final String ORDERS =
      """
      CREATE TABLE countries (code text PRIMARY KEY, name text NOT NULL);
      INSERT INTO countries VALUES ('de', 'Germany'), ('fr', 'France'), ('it', 'Italy');
      CREATE TABLE orders (
        customer_id bigint,
        order_id bigint,
        country text NOT NULL REFERENCES countries,
        total numeric(12, 2) NOT NULL,
        PRIMARY KEY (customer_id, order_id));
      """;

  private DemoCluster() {}

  /** Starts a primary with two replicas; returns when all hold the shop. */
  static PostgresCluster start() throws SQLException {
    PostgresCluster cluster =
        PostgresCluster.builder()
            .replicas(REPLICAS)
            .hba("host all all 127.0.0.1/32 scram-sha-256")
            .startupSql(
                "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(USER, PASSWORD),
                "CREATE DATABASE %s OWNER %s".formatted(DATABASE, USER),
                "CREATE DATABASE %s OWNER %s".formatted(SHARDS.get(0), USER),
                "CREATE DATABASE %s OWNER %s".formatted(SHARDS.get(1), USER))
            .start();
    try {
      try (Connection owner = connect(cluster.primary(), DATABASE)) {
        ShopSchema.install(owner);
      }
      for (String shard : SHARDS) {
        try (Connection owner = connect(cluster.primary(), shard);
            Statement statement = owner.createStatement()) {
          statement.execute(ORDERS);
        }
      }
      cluster.primary().executeIn(DATABASE, "ANALYZE");
      cluster.awaitCaughtUp();
      return cluster;
    } catch (SQLException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private static Connection connect(PostgresServer server, String database) throws SQLException {
    return DriverManager.getConnection(server.jdbcUrl(database, USER), USER, PASSWORD);
  }
}
