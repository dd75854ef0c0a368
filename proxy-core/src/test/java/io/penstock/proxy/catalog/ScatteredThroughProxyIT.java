package io.penstock.proxy.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ConfigLoader;
import io.penstock.embedded.PostgresServer;
import io.penstock.proxy.TestScale;
import io.penstock.proxy.server.ProxyServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random statements on three shards through the proxy, and the same on one server with all rows:
 * the same rows, types, order and counts, or a refusal.
 */
@Timeout(300)
class ScatteredThroughProxyIT {
  private static final int QUERIES = TestScale.times(700);
  private static final int CHANGES = TestScale.times(350);
  private static final String REFUSED = "0A000";
  private static final PostgresServer SERVER = PostgresServer.shared();

  private static ScatteredShop shop;
  private static ProxyServer proxy;

  @BeforeAll
  static void start() throws Exception {
    shop = new ScatteredShop();
    StringBuilder shards = new StringBuilder();
    for (int at = 0; at < 3; at++) {
      shards.append(
          "{name: s%d, dbname: %s, nodes: [{name: pg%d, host: %s, port: %d}]}, "
              .formatted(at, shop.shards.get(at).getCatalog(), at, SERVER.host(), SERVER.port()));
    }
    proxy =
        ProxyServer.start(
            ConfigLoader.parse(
                """
                listen: {port: 0, event-loops: 2}
                authentication: {rules: [{address: 127.0.0.1/32, method: trust}]}
                users: {postgres: {password: unused}}
                pool: {size: 4, reserve: 0}
                databases:
                  shop:
                    sharding:
                      two-phase: true
                      shards: [%s]
                      tables:
                        - {name: orders, key: customer_id}
                        - {name: items, key: customer_id}
                        - {name: customers, key: id}
                        - {name: events, key: device}
                        - {name: readings, key: [device, day]}
                        - {name: countries, reference: true}
                """
                    .formatted(shards)));
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    try (Connection client = connect("ApplicationName=first")) {
      while (outcome(client, "DELETE FROM items WHERE id < 0").equals(REFUSED)) {
        assertThat(System.nanoTime()).isLessThan(until);
        Thread.sleep(20);
      }
    }
  }

  @AfterAll
  static void stop() throws SQLException {
    proxy.close();
    shop.close();
  }

  private static Connection connect(String mode) throws SQLException {
    Connection client =
        DriverManager.getConnection(
            "jdbc:postgresql://127.0.0.1:%d/shop?user=postgres&sslmode=disable&socketTimeout=60&%s"
                .formatted(proxy.address().getPort(), mode));
    ScatteredShop.execute(client, "SET timezone = 'UTC'");
    return client;
  }

  private static Connection whole(String mode) throws SQLException {
    Connection client =
        DriverManager.getConnection(
            SERVER.jdbcUrl(shop.whole.getCatalog(), "postgres") + "&" + mode);
    ScatteredShop.execute(client, "SET timezone = 'UTC'");
    return client;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "preferQueryMode=simple",
        "prepareThreshold=0",
        "prepareThreshold=1&binaryTransfer=true",
        "prepareThreshold=-1"
      })
  void randomQueriesHaveTheAnswerOfOneServer(String mode) throws Exception {
    Random random = new Random(mode.hashCode());
    Map<String, Integer> outcomes = new TreeMap<>();
    List<String> wrong = new ArrayList<>();
    try (Connection one = whole(mode);
        Connection several = connect(mode)) {
      for (int at = 0; at < QUERIES && wrong.size() < 10; at++) {
        RandomScatter query = new RandomScatter(random);
        String wanted;
        try {
          wanted = answer(one, query.sql(), query);
        } catch (SQLException e) {
          continue;
        }
        String found;
        try {
          found = answer(several, query.sql(), query);
        } catch (SQLException e) {
          found = e.getSQLState() + " " + e.getMessage();
        }
        boolean same = found.equals(wanted);
        outcomes.merge(same ? "same" : found.split("\n", 2)[0], 1, Integer::sum);
        if (!same && !found.startsWith(REFUSED)) {
          wrong.add(query.sql() + "\n  " + found + "\n  instead of " + wanted);
        }
      }
    }
    System.out.println(mode + ": " + outcomes);
    assertThat(wrong).isEmpty();
    assertThat(outcomes.getOrDefault("same", 0)).isGreaterThan(QUERIES / 2);
  }

  private static String answer(Connection on, String sql, RandomScatter query) throws SQLException {
    try (PreparedStatement statement = on.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      ResultSetMetaData columns = rows.getMetaData();
      StringBuilder answer = new StringBuilder();
      for (int at = 1; at <= columns.getColumnCount(); at++) {
        answer
            .append(columns.getColumnLabel(at))
            .append(' ')
            .append(columns.getColumnTypeName(at))
            .append(", ");
      }
      List<String> all = new ArrayList<>();
      while (rows.next()) {
        StringBuilder row = new StringBuilder("\n");
        for (int at = 1; at <= columns.getColumnCount(); at++) {
          row.append(value(rows.getString(at), columns.getColumnTypeName(at))).append('|');
        }
        all.add(row.toString());
      }
      if (!query.ordered()) {
        Collections.sort(all);
      }
      // Which rows a limit without an order leaves is anyone's choice.
      return query.bounded() && !query.ordered()
          ? answer.append(all.size()).toString()
          : answer.append(String.join("", all)).toString();
    }
  }

  /** Without the last digits of floating point numbers, which depend on the order of additions. */
  private static String value(String value, String type) {
    return value != null && type.startsWith("float")
        ? "%.4e".formatted(Double.valueOf(value))
        : String.valueOf(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "preferQueryMode=simple",
        "prepareThreshold=0",
        "prepareThreshold=1&binaryTransfer=true"
      })
  void randomChangesDoWhatTheyDoOnOneServer(String mode) throws Exception {
    Random random = new Random(mode.hashCode());
    Map<String, Integer> outcomes = new TreeMap<>();
    Map<String, Integer> refused = new TreeMap<>();
    try (Connection one = whole(mode);
        Connection several = connect(mode)) {
      for (int at = 0; at < CHANGES; at++) {
        boolean block = random.nextInt(4) == 0;
        boolean commits = random.nextInt(3) > 0;
        several.setAutoCommit(!block);
        one.setAutoCommit(!block);
        for (int statement = block ? 3 : 1; statement > 0; statement--) {
          String sql = change(random, 3 * at + statement);
          String found = outcome(several, sql);
          if (found.equals(REFUSED)) {
            outcomes.merge("refused", 1, Integer::sum);
            refused.merge(sql.replaceAll("[0-9]+", "#"), 1, Integer::sum);
            if (block) {
              // The transaction has failed there.
              commits = false;
              break;
            }
            continue;
          }
          outcomes.merge("same", 1, Integer::sum);
          assertThat(found).as(sql).isEqualTo(outcome(one, sql));
        }
        if (block) {
          for (Connection each : List.of(several, one)) {
            if (commits) {
              each.commit();
            } else {
              each.rollback();
            }
          }
        }
      }
      several.setAutoCommit(true);
      one.setAutoCommit(true);
      for (String table : List.of("orders", "items", "customers")) {
        String sql = "SELECT * FROM %s ORDER BY %1$s::text".formatted(table);
        assertThat(rowsOfShards(table)).isEqualTo(rows(one, sql));
      }
      for (Connection shard : shop.shards) {
        assertThat(rows(shard, "SELECT * FROM countries"))
            .isEqualTo(rows(one, "SELECT * FROM countries"));
      }
    }
    System.out.println(mode + ": changes " + outcomes + " " + refused);
    assertThat(outcomes.getOrDefault("same", 0)).isGreaterThan(CHANGES * 9 / 10);
  }

  private static List<String> rowsOfShards(String table) throws SQLException {
    List<String> all = new ArrayList<>();
    for (Connection shard : shop.shards) {
      all.addAll(rows(shard, "SELECT * FROM " + table));
    }
    Collections.sort(all);
    return all;
  }

  private static List<String> rows(Connection on, String sql) throws SQLException {
    List<String> all = new ArrayList<>();
    try (Statement statement = on.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        StringBuilder row = new StringBuilder();
        for (int at = 1; at <= rows.getMetaData().getColumnCount(); at++) {
          row.append(rows.getString(at)).append('|');
        }
        all.add(row.toString());
      }
    }
    Collections.sort(all);
    return all;
  }

  /** How many rows it has changed, or what it returns, or the error's SQLSTATE. */
  private static String outcome(Connection on, String sql) {
    try (PreparedStatement statement = on.prepareStatement(sql)) {
      if (!statement.execute()) {
        return String.valueOf(statement.getUpdateCount());
      }
      List<String> all = new ArrayList<>();
      try (ResultSet rows = statement.getResultSet()) {
        while (rows.next()) {
          StringBuilder row = new StringBuilder();
          for (int at = 1; at <= rows.getMetaData().getColumnCount(); at++) {
            row.append(rows.getString(at)).append('|');
          }
          all.add(row.toString());
        }
      }
      if (!sql.startsWith("INSERT")) {
        Collections.sort(all);
      }
      return String.join("\n", all);
    } catch (SQLException e) {
      return e.getSQLState();
    }
  }

  private static String change(Random random, int number) {
    int key = 1 + random.nextInt(14);
    int other = 1 + random.nextInt(14);
    int id = 1000 + number;
    int third = 1 + random.nextInt(14);
    return switch (random.nextInt(24)) {
      case 0 ->
          "INSERT INTO orders (id, customer_id, status, total) VALUES (%d, %d, 'new', %d.5)"
              .formatted(id, key, random.nextInt(100));
      case 1 ->
          "INSERT INTO orders (id, customer_id, status) VALUES (%d, %d, 'a'), (%d, %d, 'b')"
              .formatted(id, key, id + 5000, random.nextBoolean() ? key : other);
      case 2 ->
          "UPDATE orders SET total = total + 1, note = 'changed' WHERE customer_id = %d AND id > %d"
              .formatted(key, random.nextInt(90));
      case 3 ->
          "UPDATE orders SET paid = NOT paid WHERE customer_id IN (%d, %d)".formatted(key, other);
      case 4 ->
          "DELETE FROM items WHERE customer_id = %d AND qty = %d".formatted(key, random.nextInt(9));
      case 5 -> "UPDATE items SET qty = qty + 1 WHERE qty > %d".formatted(random.nextInt(10));
      case 6 ->
          ("INSERT INTO items (id, order_id, customer_id, sku, qty) SELECT o.id, o.id, o.customer_id,"
                  + " 'copy', 1 FROM orders o WHERE o.customer_id = %d AND o.id < %d")
              .formatted(key, random.nextInt(40));
      case 7 ->
          ("UPDATE orders SET status = 'big' FROM items i WHERE i.customer_id = orders.customer_id"
                  + " AND orders.customer_id = %d AND i.qty > %d")
              .formatted(key, random.nextInt(8));
      case 8 -> "DELETE FROM customers WHERE id = %d".formatted(key);
      case 9 ->
          "INSERT INTO customers (id, name, country) VALUES (%d, 'New', 'de')".formatted(key + 100);
      case 10 ->
          "WITH gone AS (DELETE FROM orders WHERE customer_id = %d AND id = %d RETURNING *) SELECT 1"
              .formatted(key, random.nextInt(90))
              .replace(") SELECT 1", ") UPDATE items SET sku = 'x' WHERE customer_id = " + key);
      case 11 -> "UPDATE orders SET customer_id = %d WHERE customer_id = %d".formatted(other, key);
      case 12 -> "DELETE FROM items WHERE qty = %d RETURNING *".formatted(random.nextInt(12));
      case 13 ->
          ("UPDATE orders o SET note = i.sku, total = i.qty FROM items i WHERE i.customer_id ="
                  + " o.customer_id AND i.id = o.id AND i.qty < %d RETURNING o.id, o.mood, o.data")
              .formatted(random.nextInt(8));
      case 14 ->
          ("UPDATE orders SET weight = (SELECT count(*) FROM items i WHERE i.customer_id ="
                  + " orders.customer_id) WHERE id %% 5 = %d")
              .formatted(random.nextInt(5));
      case 15 ->
          ("INSERT INTO items (id, customer_id, sku, \"order\") VALUES (%d, %d, 'a', 1), (%1$d, %d, 'b',"
                  + " DEFAULT), (%1$d, %d, upper('c'), 1 + 2) RETURNING customer_id, sku")
              .formatted(id, key, other, third);
      case 16 ->
          "DELETE FROM orders WHERE NOT EXISTS (SELECT 1 FROM items i WHERE i.customer_id ="
              + " orders.customer_id AND i.qty > 3) AND id > "
              + (40 + random.nextInt(60));
      case 17 ->
          "INSERT INTO countries VALUES ('c%d', 'Name', 'nowhere', %d) RETURNING name"
              .formatted(id, key);
      case 18 -> "UPDATE countries SET size = size + 1 WHERE size > " + random.nextInt(12);
      case 19 ->
          "DELETE FROM countries WHERE region = 'nowhere' AND size < %d RETURNING code"
              .formatted(random.nextInt(8));
      case 20 ->
          ("UPDATE customers SET label = c.region FROM countries c WHERE c.code = country AND"
                  + " c.size > %d")
              .formatted(random.nextInt(8));
      case 21 ->
          "UPDATE orders SET total = total / (id - %d) WHERE paid".formatted(random.nextInt(90));
      case 22 ->
          "UPDATE customers SET born = born + 1 WHERE id = ANY ('{%d,%d,%d}')"
              .formatted(key, other, third);
      default ->
          "WITH c AS (SELECT code FROM countries WHERE size > %d) UPDATE customers SET name = 'c'"
                  .formatted(random.nextInt(9))
              + " WHERE country IN (SELECT code FROM c)";
    };
  }
}
