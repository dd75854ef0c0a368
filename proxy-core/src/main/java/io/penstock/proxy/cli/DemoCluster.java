package io.penstock.proxy.cli;

import io.penstock.embedded.PostgresCluster;
import io.penstock.embedded.PostgresServer;
import io.penstock.embedded.ShopSchema;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** The PostgreSQL servers of the demo, with the database {@code shop} and its user. */
final class DemoCluster {
  static final String DATABASE = "shop";
  static final String USER = "demo";
  static final String PASSWORD = "demo";

  private static final int REPLICAS = 2;

  private DemoCluster() {}

  /** Starts a primary with two replicas; returns when all hold the shop. */
  static PostgresCluster start() throws SQLException {
    PostgresCluster cluster =
        PostgresCluster.builder()
            .replicas(REPLICAS)
            .hba("host all all 127.0.0.1/32 scram-sha-256")
            .startupSql(
                "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(USER, PASSWORD),
                "CREATE DATABASE %s OWNER %s".formatted(DATABASE, USER))
            .start();
    try {
      try (Connection owner = connect(cluster.primary())) {
        ShopSchema.install(owner);
      }
      cluster.primary().executeIn(DATABASE, "ANALYZE");
      cluster.awaitCaughtUp();
      return cluster;
    } catch (SQLException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private static Connection connect(PostgresServer server) throws SQLException {
    return DriverManager.getConnection(server.jdbcUrl(DATABASE, USER), USER, PASSWORD);
  }
}
