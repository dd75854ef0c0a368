package io.penstock.sql.scatter;

import io.penstock.sql.catalog.Relation;
import java.util.List;

/**
 * What one use of a table means.
 *
 * @param start where its name begins in the statement, in bytes
 * @param key of a sharded table; empty for a reference table
 */
public record TableMeaning(int start, Relation relation, List<String> key) {
  public TableMeaning {
    key = List.copyOf(key);
  }

  public boolean sharded() {
    return !key.isEmpty();
  }
}
