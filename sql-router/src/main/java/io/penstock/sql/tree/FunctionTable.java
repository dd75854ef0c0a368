package io.penstock.sql.tree;

import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Functions in FROM: one, or those of ROWS FROM. */
public final class FunctionTable extends PostgresNode {
  public final SqlNodeList calls;
  public final boolean ordinality;

  /** Makes it of its parts. */
  public FunctionTable(SqlParserPos position, SqlNodeList calls, boolean ordinality) {
    super(position, calls);
    this.calls = calls;
    this.ordinality = ordinality;
  }
}
