package io.penstock.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A small shop to show things with: 500 customers, 40 categories, 1,000 products, 4,000 orders and
 * their items, with views and functions that read and that write. The same rows every time.
 */
public final class ShopSchema {
  private ShopSchema() {}

  /** The statements, which run in one transaction or in none. They name no owner and no role. */
  public static String sql() {
    try (InputStream in = ShopSchema.class.getResourceAsStream("shop.sql")) {
      if (in == null) {
        throw PostgresServerException.unsuitable("shop.sql is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw PostgresServerException.io("cannot read shop.sql", e);
    }
  }

  /** Creates the shop in a database that has none; the connection's role will own it. */
  public static void install(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql());
    }
  }

  /** Creates the shop as superuser in a database that has none. */
  public static void install(PostgresServer server, String database) throws SQLException {
    try (Connection connection = server.connect(database)) {
      install(connection);
    }
  }
}
