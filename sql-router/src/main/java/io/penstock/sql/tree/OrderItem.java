package io.penstock.sql.tree;

import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** An item of ORDER BY. */
public final class OrderItem extends PostgresNode {
  public final SqlNode expression;
  public final boolean descending;
  public final boolean nullsFirst;

  /** The operator after USING. */
  public final @Nullable OperatorName using;

  /** Makes it of its parts. */
  public OrderItem(
      SqlParserPos position,
      SqlNode expression,
      boolean descending,
      boolean nullsFirst,
      @Nullable OperatorName using) {
    super(position, expression, using);
    this.expression = expression;
    this.descending = descending;
    this.nullsFirst = nullsFirst;
    this.using = using;
  }
}
