package io.penstock.sql.scatter;

import io.penstock.sql.catalog.Catalog;
import io.penstock.sql.catalog.SearchPath;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A query that is to be planned.
 *
 * @param tables what each use of a table means, by its number among the statement's facts
 * @param anchors numbers of the uses in the outermost FROM whose key decides for all others: of a
 *     row with one key, all that matters to it is on that key's shard
 * @param leaders the same of any FROM, whose key decides for all of that FROM
 * @param mates of a use, the other ones of its FROM whose key its own decides
 */
public record Asked(
    SqlText text,
    List<TableMeaning> tables,
    Set<Integer> anchors,
    Set<Integer> leaders,
    Map<Integer, Set<Integer>> mates,
    Catalog catalog,
    SearchPath path) {
  public Asked {
    tables = List.copyOf(tables);
    anchors = Set.copyOf(anchors);
    leaders = Set.copyOf(leaders);
    mates = Map.copyOf(mates);
  }

  /** The same for a query within it. */
  Asked nested(Set<Integer> own) {
    return new Asked(text, tables, own, leaders, mates, catalog, path);
  }

  /** The uses whose rows are on the shard of a row of this one, as far as they matter to it. */
  Set<Integer> mates(int use) {
    return mates.getOrDefault(use, Set.of());
  }

  /** The number of the use whose name begins there; -1 for a CTE's name. */
  int useAt(int start) {
    for (int use = 0; use < tables.size(); use++) {
      if (tables.get(use).start() == start) {
        return use;
      }
    }
    return -1;
  }
}
