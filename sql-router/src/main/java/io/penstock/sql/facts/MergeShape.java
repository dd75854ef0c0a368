package io.penstock.sql.facts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the outermost query does to its rows: what has to be done again where the rows of several
 * servers are put together.
 *
 * @param items the select list; empty for VALUES, TABLE and set operations
 * @param limit null if there is none, also for {@code LIMIT ALL}
 * @param offset null if there is none
 * @param withTies whether {@code FETCH FIRST … WITH TIES}
 * @param groupBy what it groups by; for grouping sets their whole text
 * @param groupingSets whether there are GROUPING SETS, ROLLUP, CUBE or GROUP BY DISTINCT
 * @param having the text of HAVING, null if there is none
 * @param setOperations UNION, INTERSECT, EXCEPT, whatever their nesting
 * @param windows whether it calls window functions
 * @param oneTable whether its FROM is exactly one table
 */
public record MergeShape(
    List<Item> items,
    List<OrderItem> orderBy,
    @Nullable Operand limit,
    @Nullable Operand offset,
    boolean withTies,
    Distinct distinct,
    List<Span> groupBy,
    boolean groupingSets,
    @Nullable Span having,
    List<SetOperation> setOperations,
    boolean windows,
    boolean oneTable) {
  public MergeShape {
    items = List.copyOf(items);
    orderBy = List.copyOf(orderBy);
    groupBy = List.copyOf(groupBy);
    setOperations = List.copyOf(setOperations);
  }

  /** Which rows are the same. */
  public enum Distinct {
    NONE,
    ALL,
    ON
  }

  /** What puts two queries together. */
  public enum SetOperation {
    UNION,
    UNION_ALL,
    INTERSECT,
    INTERSECT_ALL,
    EXCEPT,
    EXCEPT_ALL
  }

  /**
   * An item of the select list.
   *
   * @param span its expression
   * @param label what follows AS, null if there is none
   * @param column set if it is a column and nothing else
   * @param call set if it is one call and nothing else
   */
  public record Item(
      Span span, @Nullable String label, @Nullable ColumnUse column, @Nullable Call call) {}

  /**
   * A call that may be an aggregate's.
   *
   * @param distinct whether over distinct values
   * @param ordered whether with an ORDER BY of its own, or WITHIN GROUP
   * @param filtered whether with FILTER
   * @param windowed whether with OVER
   */
  public record Call(
      FunctionUse function,
      List<Span> arguments,
      boolean distinct,
      boolean ordered,
      boolean filtered,
      boolean windowed) {
    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  /**
   * An item of ORDER BY.
   *
   * @param span its expression
   * @param column set if it is a column or a label of the select list
   * @param position set if it is the number of an item of the select list, from 1; else 0
   * @param usingOperator whether by {@code USING}
   */
  public record OrderItem(
      Span span,
      @Nullable ColumnUse column,
      int position,
      boolean descending,
      boolean nullsFirst,
      boolean usingOperator) {}
}
