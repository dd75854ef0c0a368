package io.penstock.sql.tree;

import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;

/** {@code SET target = value}, or {@code SET (targets) = value}. */
public final class Assignment extends PostgresNode {
  public final SqlNodeList targets;
  public final SqlNode value;
  public final boolean row;

  /** Makes it of its parts. */
  public Assignment(SqlParserPos position, SqlNodeList targets, SqlNode value, boolean row) {
    super(position, targets, value);
    this.targets = targets;
    this.value = value;
    this.row = row;
  }
}
