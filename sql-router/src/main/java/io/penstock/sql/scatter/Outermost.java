package io.penstock.sql.scatter;

import io.penstock.sql.tree.Constant;
import io.penstock.sql.tree.OrderItem;
import io.penstock.sql.tree.OrderedQuery;
import io.penstock.sql.tree.Select;
import io.penstock.sql.tree.SelectItem;
import io.penstock.sql.tree.With;
import java.util.List;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/**
 * The outermost query, if it is one SELECT.
 *
 * @param with null without CTEs
 * @param ordered null without ORDER BY, LIMIT and OFFSET
 */
record Outermost(@Nullable With with, @Nullable OrderedQuery ordered, Select select) {
  static @Nullable Outermost of(SqlNode statement) {
    With with = statement instanceof With around ? around : null;
    SqlNode body = with == null ? statement : with.body;
    OrderedQuery ordered = body instanceof OrderedQuery around ? around : null;
    SqlNode query = ordered == null ? body : ordered.query;
    return query instanceof Select select ? new Outermost(with, ordered, select) : null;
  }

  List<SelectItem> items() {
    return select.getSelectList().stream().map(SelectItem.class::cast).toList();
  }

  List<OrderItem> order() {
    return ordered == null || ordered.orderBy == null
        ? List.of()
        : ordered.orderBy.stream().map(OrderItem.class::cast).toList();
  }

  @Nullable SqlNode limit() {
    return ordered == null ? null : ordered.limit;
  }

  @Nullable SqlNode offset() {
    return ordered == null ? null : ordered.offset;
  }

  boolean withTies() {
    return ordered != null && ordered.withTies;
  }

  /** The WITH clause, with a blank behind it; empty without one. */
  String clause(SqlText text) {
    return with == null ? "" : text.of(with.tables) + " ";
  }

  /** A number as it is meant: the 1 of FETCH FIRST ROW ONLY has no place of its own. */
  static String written(SqlNode bound, SqlText text) {
    return bound instanceof Constant constant ? constant.text : text.of(bound);
  }

  /** LIMIT and OFFSET as written, with a blank before; empty without. */
  String bounds(SqlText text) {
    StringBuilder all = new StringBuilder();
    SqlNode offset = offset();
    SqlNode limit = limit();
    if (offset != null) {
      all.append(" OFFSET (").append(written(offset, text)).append(")");
    }
    if (limit != null) {
      String written = " (" + written(limit, text) + ")";
      all.append(withTies() ? " FETCH FIRST" + written + " ROWS WITH TIES" : " LIMIT" + written);
    }
    return all.toString();
  }
}
