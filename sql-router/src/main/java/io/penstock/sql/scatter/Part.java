package io.penstock.sql.scatter;

import java.util.List;

/**
 * A query that each shard runs on its own rows.
 *
 * @param text has parameters of the original text by their numbers, not necessarily all of them
 * @param filtered whether it ends with a WHERE clause
 * @param feeds further conditions, whose values other parts give
 */
public record Part(String text, boolean filtered, List<Feed> feeds) {
  public Part {
    feeds = List.copyOf(feeds);
  }

  Part(String text) {
    this(text, false, List.of());
  }

  /**
   * A condition that a column has one of the values that a column of another part has in the rows
   * of all shards. Those rows are collected before.
   *
   * @param column in SQL
   * @param type of the array of values, in SQL
   * @param part the other part, by its number; a lower one
   * @param value the column of that part, from 0
   */
  public record Feed(String column, String type, int part, int value) {
    private String sql(int parameter) {
      return column + " = ANY ($" + parameter + "::" + type + ")";
    }
  }

  /**
   * What each shard is asked.
   *
   * @param parameters how many the original text has
   * @param used those feeds that leave out rows, whose arrays are the parameters behind them
   */
  public String sql(int parameters, List<Feed> used) {
    StringBuilder sql = new StringBuilder(text);
    for (int at = 0; at < used.size(); at++) {
      sql.append(at == 0 && !filtered ? " WHERE " : " AND ");
      sql.append(used.get(at).sql(parameters + at + 1));
    }
    return sql.toString();
  }
}
