package io.penstock.sql.tree;

import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** {@code WHEN … THEN …} of a MERGE. */
public final class MergeClause extends PostgresNode {
  /** UPDATE, DELETE, INSERT or NOTHING. */
  public final String kind;

  public final @Nullable SqlNode condition;

  /** Of UPDATE. */
  public final @Nullable SqlNodeList assignments;

  public final @Nullable SqlNodeList columns;
  public final @Nullable SqlNodeList values;

  /** Makes it of its parts. */
  public MergeClause(
      SqlParserPos position,
      String kind,
      @Nullable SqlNode condition,
      @Nullable SqlNodeList assignments,
      @Nullable SqlNodeList columns,
      @Nullable SqlNodeList values) {
    super(position, condition, assignments, columns, values);
    this.kind = kind;
    this.condition = condition;
    this.assignments = assignments;
    this.columns = columns;
    this.values = values;
  }
}
