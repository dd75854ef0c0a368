package io.penstock.sql.scatter;

import io.penstock.sql.catalog.Relation;
import io.penstock.sql.tree.FunctionCall;
import io.penstock.sql.tree.OrderedQuery;
import io.penstock.sql.tree.Select;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.calcite.sql.SqlNode;

/**
 * Whether it makes no difference to a SELECT how often a row is there: of a table with millions of
 * rows and few values, each shard then hands on each value once.
 */
final class Duplicates {
  private static final Set<String> INDIFFERENT =
      Set.of("min", "max", "bool_and", "bool_or", "every", "bit_and", "bit_or");

  /** Types whose equal values are the same in every respect, as 1.0 and 1.00 are not. */
  private static final Set<Integer> EXACT =
      Set.of(16, 17, 18, 19, 20, 21, 23, 25, 26, 1043, 1082, 1083, 1114, 1184, 2950);

  private final Calls calls;

  /** SELECTs whose ORDER BY is around them, and may have aggregates of theirs. */
  private final Set<SqlNode> ordered = Collections.newSetFromMap(new IdentityHashMap<>());

  Duplicates(SqlNode statement, Calls calls) {
    this.calls = calls;
    Nodes.each(
        statement,
        node -> {
          if (node instanceof OrderedQuery query && aggregates(query)) {
            ordered.add(query.query);
          }
        });
  }

  private boolean aggregates(OrderedQuery query) {
    boolean[] found = {false};
    if (query.orderBy != null) {
      Nodes.each(query.orderBy, node -> found[0] |= node instanceof FunctionCall);
    }
    return found[0];
  }

  /** Whether they do not matter to a SELECT of one table. */
  boolean doNotMatter(Select select, Relation relation, List<HandedColumn> columns) {
    boolean exact =
        columns.stream()
            .allMatch(column ->
                column.collation() == null && EXACT.contains(relation.type(column.name())));
    if (!exact || ordered.contains(select)) {
      return false;
    }
    boolean[] indifferent = {true};
    boolean[] distinct = {false};
    for (SqlNode item : Nodes.children(select)) {
      look(item, indifferent, distinct);
    }
    boolean grouped = select.getGroup() != null || distinct[0];
    return indifferent[0] && grouped;
  }

  private void look(SqlNode node, boolean[] indifferent, boolean[] distinct) {
    if (Nodes.isQuery(node)) {
      // An aggregate of this SELECT could be in there.
      indifferent[0] = false;
      return;
    }
    if (node instanceof FunctionCall call) {
      boolean once = call.distinct || INDIFFERENT.contains(Nodes.last(call.name));
      boolean aggregate = calls.isAggregate(call);
      indifferent[0] &= call.over == null && !calls.isVolatile(call);
      indifferent[0] &= !aggregate || (once && calls.isOwn(call));
      distinct[0] |= aggregate;
    }
    Nodes.children(node).forEach(child -> look(child, indifferent, distinct));
  }
}
