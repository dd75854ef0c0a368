package io.penstock.sql.facts;

import java.util.List;

/**
 * A column that a condition holds equal to values: a part of WHERE or ON that is not under OR or
 * NOT.
 *
 * @param kind EQUALS, IN or ANY
 * @param column as written
 * @param values one value; in IN one or more, of which it equals any
 * @param sees where the column, and those among the values, are looked for first
 * @param restricts the items of whose rows it is true wherever they are in a row of the result; of
 *     rows of theirs of which it is not true, nothing depends on whether they are there
 */
public record Match(
    Comparison.Kind kind, ColumnUse column, List<Operand> values, Scope sees, Scope restricts) {
  public Match {
    values = List.copyOf(values);
  }
}
