package io.penstock.sql.tree;

import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;

/** What looks like a call and is SQL's own syntax, which computes and calls no function by name. */
public final class SyntaxCall extends PostgresNode {
  public final String name;
  public final SqlNodeList operands;

  /** Makes it of its parts. */
  public SyntaxCall(SqlParserPos position, String name, SqlNodeList operands) {
    super(position, operands);
    this.name = name;
    this.operands = operands;
  }
}
