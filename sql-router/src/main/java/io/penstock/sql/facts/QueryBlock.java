package io.penstock.sql.facts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query without its sub-queries, or a change: what its names mean, and which columns are equal.
 *
 * @param number see {@link TableUse#block()}
 * @param form what it is
 * @param outer where names are looked for that its own FROM does not have; null for nowhere
 * @param items of FROM, in the order of the text; the target of a change first
 * @param matches what WHERE and ON say of columns
 * @param merged the columns of USING
 * @param obscure whether a name without a table may mean a column that is told nowhere here: with
 *     NATURAL joins, and with USING in RIGHT or FULL ones
 * @param outputs the values of a SELECT's items, as far as stars leave their positions known
 * @param columns the list of columns of an INSERT; null if there is none
 * @param source the block of an INSERT's query; -1 if it has none
 */
public record QueryBlock(
    int number,
    Form form,
    @Nullable Scope outer,
    List<FromItem> items,
    List<Match> matches,
    List<MergedColumn> merged,
    boolean obscure,
    List<Operand> outputs,
    @Nullable List<String> columns,
    int source) {
  public QueryBlock {
    items = List.copyOf(items);
    matches = List.copyOf(matches);
    merged = List.copyOf(merged);
    outputs = List.copyOf(outputs);
    columns = columns == null ? null : List.copyOf(columns);
  }

  /** What a block is. */
  public enum Form {
    SELECT,
    INSERT,
    UPDATE,
    DELETE,
    MERGE,
    /** VALUES, TABLE, or a set operation, whose sides are blocks of their own. */
    OTHER
  }
}
