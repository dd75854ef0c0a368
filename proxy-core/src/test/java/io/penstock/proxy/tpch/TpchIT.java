package io.penstock.proxy.tpch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * TPC-H's queries over three shards have the rows, the order and the types of one server. With
 * {@code -Dpenstock.tpch.scale=0.2} it takes longer, and what each query takes is worth reading.
 */
@Timeout(900)
class TpchIT {
  private static final double SCALE =
      Double.parseDouble(System.getProperty("penstock.tpch.scale", "0.01"));

  private static TpchDatabase whole;
  private static final TreeMap<TpchLayout, TpchDatabase> SHARDED = new TreeMap<>();
  private static final List<String> WANTED = new ArrayList<>();
  private static final List<Long> TIMES = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    whole = TpchDatabase.whole(SCALE);
    for (TpchLayout layout : TpchLayout.values()) {
      SHARDED.put(layout, TpchDatabase.sharded(layout, SCALE));
    }
    try (Connection one = whole.connect("")) {
      for (int number = 1; number <= TpchQueries.COUNT; number++) {
        long began = System.nanoTime();
        WANTED.add(answer(one, TpchQueries.query(number)));
        TIMES.add((System.nanoTime() - began) / 1_000_000);
      }
    }
  }

  @AfterAll
  static void stop() {
    whole.close();
    SHARDED.values().forEach(TpchDatabase::close);
  }

  @ParameterizedTest
  @CsvSource({
    "TOGETHER, preferQueryMode=simple",
    "TOGETHER, prepareThreshold=1&binaryTransfer=true",
    "APART, preferQueryMode=simple",
    "APART, prepareThreshold=1&binaryTransfer=true"
  })
  void allQueriesHaveTheAnswerOfOneServer(TpchLayout layout, String mode) throws Exception {
    List<String> wrong = new ArrayList<>();
    StringBuilder times = new StringBuilder();
    try (Connection client = SHARDED.get(layout).connect(mode)) {
      for (int number = 1; number <= TpchQueries.COUNT; number++) {
        String wanted = WANTED.get(number - 1);
        long began = System.nanoTime();
        String found;
        try {
          found = answer(client, TpchQueries.query(number));
        } catch (SQLException e) {
          found = e.getSQLState() + " " + e.getMessage();
        }
        long took = (System.nanoTime() - began) / 1_000_000;
        times.append(" %d: %d/%d".formatted(number, took, TIMES.get(number - 1)));
        if (!found.equals(wanted)) {
          wrong.add("query " + number + ":\n" + found + "\ninstead of\n" + wanted);
        }
      }
    }
    System.out.println(layout + " " + mode + ": ms, and on one server" + times);
    assertThat(wrong).isEmpty();
    assertThat(WANTED).allMatch(answer -> answer.contains("\n"));
  }

  @ParameterizedTest
  @EnumSource(TpchLayout.class)
  void theFifteenthAsAViewIsRefused(TpchLayout layout) throws Exception {
    TpchDatabase database = SHARDED.get(layout);
    database.execute(
        "CREATE VIEW revenue0 (supplier_no, total_revenue) AS SELECT l_suppkey, sum(l_extendedprice"
            + " * (1 - l_discount)) FROM lineitem GROUP BY l_suppkey");
    try (Connection client = database.connect("");
        Statement statement = client.createStatement()) {
      assertThatThrownBy(() ->
              statement.executeQuery(
                  "SELECT s_suppkey, total_revenue FROM supplier, revenue0 WHERE s_suppkey ="
                      + " supplier_no AND total_revenue = (SELECT max(total_revenue) FROM"
                      + " revenue0)"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("0A000"))
          .hasMessageContaining("revenue0");
    }
  }

  private static String answer(Connection on, String sql) throws SQLException {
    try (PreparedStatement statement = on.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      ResultSetMetaData columns = rows.getMetaData();
      StringBuilder answer = new StringBuilder();
      for (int at = 1; at <= columns.getColumnCount(); at++) {
        answer.append(
            "%s %s(%d,%d), "
                .formatted(
                    columns.getColumnLabel(at),
                    columns.getColumnTypeName(at),
                    columns.getPrecision(at),
                    columns.getScale(at)));
      }
      while (rows.next()) {
        answer.append('\n');
        for (int at = 1; at <= columns.getColumnCount(); at++) {
          answer.append(rows.getString(at)).append('|');
        }
      }
      return answer.toString();
    }
  }
}
