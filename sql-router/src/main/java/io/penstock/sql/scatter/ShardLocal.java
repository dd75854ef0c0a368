package io.penstock.sql.scatter;

import io.penstock.sql.scatter.Sources.Found;
import io.penstock.sql.tree.Cast;
import io.penstock.sql.tree.Collation;
import io.penstock.sql.tree.FunctionCall;
import io.penstock.sql.tree.FunctionTable;
import io.penstock.sql.tree.OrderedQuery;
import io.penstock.sql.tree.SampledTable;
import io.penstock.sql.tree.Select;
import io.penstock.sql.tree.SelectItem;
import io.penstock.sql.tree.TableName;
import io.penstock.sql.tree.ValuesQuery;
import io.penstock.sql.tree.With;
import java.util.HashSet;
import java.util.Set;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/**
 * Whether what a query computes of a row is the same on the row's shard as on a server with all
 * rows: nothing in it may tell of the server or be another value each time, and what it reads of
 * reference tables must not depend on the order of their rows.
 */
@SuppressWarnings("ReferenceEquality") // Of a node's parts, which one this is.
final class ShardLocal {
  private static final Set<String> ANY_ORDER =
      Set.of(
          "count", "sum", "avg", "min", "max", "bool_and", "bool_or", "every", "bit_and", "bit_or");

  private final Asked asked;
  private final Calls calls;
  private boolean holds = true;
  private boolean volatileItems;

  private ShardLocal(Asked asked, Calls calls) {
    this.asked = asked;
    this.calls = calls;
  }

  static ShardLocal of(Outermost query, Asked asked, Calls calls) {
    ShardLocal local = new ShardLocal(asked, calls);
    if (query.with() != null) {
      query.with().tables.forEach(table -> local.nested(table, false));
    }
    local.select(query.select(), true);
    if (query.ordered() != null && query.ordered().orderBy != null) {
      local.look(query.ordered().orderBy, false, false);
    }
    return local;
  }

  /**
   * The same of a change: each row may get another value from what is volatile, and the time is
   * each shard's.
   */
  static boolean ofChange(SqlNode change, @Nullable With with, Asked asked, Calls calls) {
    ShardLocal local = new ShardLocal(asked, calls);
    if (with != null) {
      with.tables.forEach(table -> local.nested(table, true));
    }
    local.changes(change);
    return local.holds;
  }

  private void changes(SqlNode change) {
    for (SqlNode child : Nodes.children(change)) {
      if (child instanceof ValuesQuery values) {
        values.rows.forEach(row -> look(row, true, true));
      } else {
        look(child, true, !(child instanceof FunctionTable));
      }
    }
  }

  boolean holds() {
    return holds;
  }

  /** Whether each row's columns may have another value each time. */
  boolean volatileItems() {
    return volatileItems;
  }

  private void select(Select select, boolean outermost) {
    for (SqlNode child : Nodes.children(select)) {
      boolean filter = child == select.getWhere() || child == select.getHaving();
      look(child, filter, outermost && child instanceof SelectItem);
    }
  }

  /**
   * @param filter whether it only decides which rows count
   * @param item whether it is in the outermost select list
   */
  private void look(SqlNode node, boolean filter, boolean item) {
    if (Nodes.isQuery(node)) {
      nested(node, filter);
      return;
    }
    holds &= !calls.isOfServer(node) && !(node instanceof SampledTable);
    holds &= filter || !calls.isClock(node);
    if (calls.isVolatile(node)) {
      holds &= item;
      volatileItems = true;
    }
    for (SqlNode child : Nodes.children(node)) {
      boolean condition =
          (node instanceof FunctionCall call && child == call.filter)
              || (node instanceof SqlJoin join
                  && join.getConditionType() == JoinConditionType.ON
                  && child == join.getCondition());
      look(child, filter || condition, item);
    }
  }

  private void nested(SqlNode query, boolean filter) {
    boolean[] sharded = {false};
    Nodes.each(query, node -> sharded[0] |= node instanceof TableName table && isSharded(table));
    Nodes.each(
        query,
        node -> {
          holds &= !calls.isOfServer(node) && !calls.isVolatile(node);
          holds &= filter || !calls.isClock(node);
          holds &= !(node instanceof SampledTable);
          if (node instanceof Select select) {
            ownAggregates(select);
          }
        });
    if (sharded[0]) {
      for (SqlNode child : Nodes.children(query)) {
        each(child, filter);
      }
    } else {
      Nodes.each(query, node -> holds &= anyOrder(node));
    }
  }

  /** Looks for queries further inside, which may read reference tables alone. */
  private void each(SqlNode node, boolean filter) {
    if (Nodes.isQuery(node)) {
      nested(node, filter);
    } else {
      Nodes.children(node).forEach(child -> each(child, filter));
    }
  }

  private boolean isSharded(TableName table) {
    int use = asked.useAt(SqlText.begin(table.name));
    return use >= 0 && asked.tables().get(use).sharded();
  }

  private boolean anyOrder(SqlNode node) {
    return switch (node) {
      case OrderedQuery ordered -> ordered.limit == null && ordered.offset == null;
      case Select select -> select.distinctOn == null;
      case FunctionCall call ->
          call.over == null
              && (!calls.isAggregate(call) || ANY_ORDER.contains(Nodes.last(call.name)));
      default -> true;
    };
  }

  /** An aggregate in a sub-query whose columns are all of the query around it is that one's. */
  private void ownAggregates(Select select) {
    Sources sources = Sources.of(select.getFrom(), asked);
    for (SqlNode child : Nodes.children(select)) {
      if (child != select.getFrom() && child != select.getWhere()) {
        ownAggregates(child, sources);
      }
    }
  }

  private void ownAggregates(SqlNode node, Sources sources) {
    if (Nodes.isQuery(node)) {
      return;
    }
    if (node instanceof FunctionCall call && calls.isAggregate(call)) {
      boolean[] seen = {false, false};
      Nodes.each(
          call,
          inner -> {
            if (inner instanceof SqlIdentifier name) {
              Found found = sources.find(name);
              seen[0] = true;
              seen[1] |= found != null;
            }
          });
      holds &= !seen[0] || seen[1];
    }
    Nodes.children(node).forEach(child -> ownAggregates(child, sources));
  }

  /** Whether a text's order, or which texts are equal, may be another than the database's own. */
  static boolean hasCollations(@Nullable SqlNode statement, Asked asked) {
    boolean[] found = {false};
    Set<String> names = new HashSet<>();
    if (statement != null) {
      Nodes.each(
          statement,
          node -> {
            found[0] |= node instanceof Collation;
            found[0] |= node instanceof Cast cast && !Calls.isPlainType(cast.type);
            if (node instanceof SqlIdentifier name) {
              names.add(Nodes.last(name));
            }
          });
    }
    for (TableMeaning table : asked.tables()) {
      for (String column : table.relation().columns()) {
        boolean mentioned = names.contains(column) || names.contains("");
        found[0] |= mentioned && table.relation().collation(column) != null;
      }
    }
    return found[0];
  }
}
