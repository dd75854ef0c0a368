package io.penstock.sql.tree;

import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** An operator between two operands, or before one. */
public final class Operation extends PostgresNode {
  public final OperatorName operator;
  public final @Nullable SqlNode left;
  public final SqlNode right;

  /** Makes it of its parts. */
  public Operation(
      SqlParserPos position, OperatorName operator, @Nullable SqlNode left, SqlNode right) {
    super(position, operator, left, right);
    this.operator = operator;
    this.left = left;
    this.right = right;
  }
}
