package io.penstock.sql.facts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column compared with values, or given one.
 *
 * @param kind how
 * @param column which; null in an INSERT without a list of columns
 * @param position of the column in the INSERT's list or VALUES row, from 0; -1 in other kinds
 * @param row which row of VALUES, from 0; -1 in other kinds
 * @param values one value; in IN one or more
 * @param restricts whether no row of the block's result can fail it: it is a condition of WHERE or
 *     of an inner join, not under OR or NOT
 * @param block the query block it stands in: see {@link TableUse#block()}
 */
public record Comparison(
    Kind kind,
    @Nullable ColumnUse column,
    int position,
    int row,
    List<Operand> values,
    boolean restricts,
    int block) {
  public Comparison {
    values = List.copyOf(values);
  }

  /** How a column and values meet. */
  public enum Kind {
    /** {@code column = value}, in either order. */
    EQUALS,
    /** {@code column IN (value, …)}. */
    IN,
    /** {@code column = ANY (value)}. */
    ANY,
    /** A value of an INSERT's row. */
    INSERT_VALUE,
    /** {@code SET column = value}, in UPDATE, MERGE and ON CONFLICT. */
    SET
  }
}
