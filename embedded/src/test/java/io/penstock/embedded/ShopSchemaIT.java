package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShopSchemaIT {
  private final PostgresServer server = PostgresServer.shared();

  @Test
  void holdsTheRowsItPromises() throws SQLException {
    String shop = install();
    assertThat(rows(shop, "SELECT count(*) FROM customers")).containsExactly("500");
    assertThat(rows(shop, "SELECT count(*) FROM categories")).containsExactly("40");
    assertThat(rows(shop, "SELECT count(*) FROM products")).containsExactly("1000");
    assertThat(rows(shop, "SELECT count(*) FROM orders")).containsExactly("4000");
    assertThat(rows(shop, "SELECT count(*) FROM order_items")).containsExactly("10000");
    assertThat(rows(shop, "SELECT count(*) FROM order_totals WHERE total > 0"))
        .containsExactly("4000");
  }

  @Test
  void isTheSameInEveryDatabase() throws SQLException {
    String first = install();
    String second = install();
    for (String table : List.of("customers", "products", "orders", "order_items", "best_sellers")) {
      String everything = "SELECT t::text FROM " + table + " AS t ORDER BY 1";
      assertThat(rows(first, everything)).isNotEmpty().isEqualTo(rows(second, everything));
    }
  }

  @Test
  void placingAnOrderTakesFromTheStockAndNumbersGoOn() throws SQLException {
    String shop = install();
    String stock = "SELECT stock FROM products WHERE id = 17";
    int before = Integer.parseInt(rows(shop, stock).get(0));
    assertThat(rows(shop, "SELECT place_order(1, 17, 2)")).containsExactly("4001");
    assertThat(rows(shop, stock)).containsExactly(Integer.toString(before - 2));
    assertThat(rows(shop, "SELECT order_total(4001) = 2 * price FROM products WHERE id = 17"))
        .containsExactly("t");
    server.executeIn(shop, "CALL restock(100)");
    assertThat(rows(shop, "SELECT min(stock) FROM products WHERE active")).containsExactly("100");
  }

  @Test
  void anInstallationThatFailsLeavesNothing() throws SQLException {
    String occupied = server.createDatabase("shop");
    server.executeIn(occupied, "CREATE TABLE order_items ()");
    assertThatThrownBy(() -> ShopSchema.install(server, occupied))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42P07"));
    assertThat(rows(occupied, "SELECT to_regclass('customers')")).containsExactly((String) null);
  }

  private String install() throws SQLException {
    String database = server.createDatabase("shop");
    ShopSchema.install(server, database);
    return database;
  }

  private List<String> rows(String database, String query) throws SQLException {
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement();
        ResultSet results = statement.executeQuery(query)) {
      List<String> rows = new ArrayList<>();
      while (results.next()) {
        rows.add(results.getString(1));
      }
      return rows;
    }
  }
}
