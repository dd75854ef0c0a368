package io.penstock.sql.tree;

import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/** {@code left operator ANY (right)} or ALL. */
public final class Quantified extends PostgresNode {
  public final OperatorName operator;
  public final SqlNode left;
  public final SqlNode right;
  public final boolean all;

  /** Makes it of its parts. */
  public Quantified(
      SqlParserPos position, OperatorName operator, SqlNode left, SqlNode right, boolean all) {
    super(position, operator, left, right);
    this.operator = operator;
    this.left = left;
    this.right = right;
    this.all = all;
  }
}
