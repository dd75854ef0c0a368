package io.penstock.sql.tree;

import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/** An expression in parentheses, where the place of its whole text matters. */
public final class Parenthesized extends PostgresNode {
  public final SqlNode expression;

  /** Makes it of its parts. */
  public Parenthesized(SqlParserPos position, SqlNode expression) {
    super(position, expression);
    this.expression = expression;
  }
}
