package io.penstock.sql.scatter;

import java.util.List;

/**
 * What one shard's PostgreSQL says of the queries, by Parse and Describe.
 *
 * @param text the columns of the original text
 * @param parts those of each part
 */
public record Described(List<ColumnType> text, List<List<ColumnType>> parts) {
  public Described {
    text = List.copyOf(text);
    parts = List.copyOf(parts);
  }
}
