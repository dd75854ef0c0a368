package io.penstock.sql.scatter;

import java.util.List;

/**
 * The query that makes the answer of the parts' rows, on one shard.
 *
 * @param sql has behind the original text's parameters one for each column of each part, in their
 *     order: an array with the values of all rows of all shards
 * @param carriers how they travel: for each part and column
 */
public record Finish(String sql, List<List<Carrier>> carriers) {
  public Finish {
    carriers = List.copyOf(carriers);
  }
}
