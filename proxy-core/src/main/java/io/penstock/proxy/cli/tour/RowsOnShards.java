package io.penstock.proxy.cli.tour;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * One database of two shards: rows go where their key belongs, both answer what has no key, and
 * what cannot be proven is refused.
 */
final class RowsOnShards implements TourStep {
  private static final int CUSTOMERS = 100;
  private static final String NOT_SUPPORTED = "0A000";

  @Override
  public String title() {
    return "Rows of one database live on two shards, each where its key belongs";
  }

  @Override
  public List<String> run(TourPlace place) throws SQLException {
    try (Connection client = place.clientOfShards("orders")) {
      insert(client);
      List<Long> held = new ArrayList<>();
      for (String shard : place.shards()) {
        try (Connection direct = place.primary().connect(shard)) {
          held.add(TourPlace.number(direct, "SELECT count(*) FROM orders"));
        }
      }
      long sum = held.stream().mapToLong(Long::longValue).sum();
      StepFailedException.require(
          sum == CUSTOMERS && !held.contains(0L),
          "the shards hold %s rows (expected: %d together, none of them 0)"
              .formatted(held, CUSTOMERS));
      find(client);
      String average = average(client);
      String refusal = refused(client, "UPDATE orders SET total = 0");
      return List.of(
          "%d customers ordered through one connection: %s rows are on the shards %s."
              .formatted(CUSTOMERS, held, place.shards()),
          "Each order was found by its customer, together with its country, which every shard has.",
          "Both shards together answered what the average order is: " + average + ".",
          "A change of all orders is for no single shard, and was refused: " + refusal + ".");
    }
  }

  private static void insert(Connection client) throws SQLException {
    TourPlace.execute(client, "/* penstock: shard=s0 */ TRUNCATE orders");
    TourPlace.execute(client, "/* penstock: shard=s1 */ TRUNCATE orders");
    try (PreparedStatement insert =
        client.prepareStatement("INSERT INTO orders VALUES (?, 1, 'de', ?)")) {
      for (int customer = 1; customer <= CUSTOMERS; customer++) {
        insert.setLong(1, customer);
        insert.setBigDecimal(2, BigDecimal.valueOf(customer));
        insert.executeUpdate();
      }
    }
  }

  private static void find(Connection client) throws SQLException {
    try (PreparedStatement find =
        client.prepareStatement(
            "SELECT total, countries.name FROM orders JOIN countries ON code = country"
                + " WHERE customer_id = ?")) {
      for (int customer = 1; customer <= CUSTOMERS; customer++) {
        find.setLong(1, customer);
        try (ResultSet rows = find.executeQuery()) {
          StepFailedException.require(
              rows.next() && rows.getInt(1) == customer && rows.getString(2).equals("Germany"),
              "the order of customer %d was not found".formatted(customer));
        }
      }
    }
  }

  /** With PostgreSQL's own digits, as of one server. */
  private static String average(Connection client) throws SQLException {
    try (Statement statement = client.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*), avg(total)::text FROM orders")) {
      row.next();
      String average = row.getString(2);
      StepFailedException.require(
          row.getInt(1) == CUSTOMERS && average.equals("50.5000000000000000"),
          "the average of %d orders is %s (expected: 50.5000000000000000 of %d)"
              .formatted(row.getInt(1), average, CUSTOMERS));
      return average;
    }
  }

  private static String refused(Connection client, String sql) throws SQLException {
    try (Statement statement = client.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      if (NOT_SUPPORTED.equals(e.getSQLState())) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("").replace("ERROR: ", "");
      }
      throw e;
    }
    throw new StepFailedException("%s was served (expected: refused)".formatted(sql));
  }
}
