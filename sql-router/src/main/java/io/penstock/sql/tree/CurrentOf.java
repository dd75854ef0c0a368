package io.penstock.sql.tree;

import org.apache.calcite.sql.parser.SqlParserPos;

/** {@code WHERE CURRENT OF cursor}. */
public final class CurrentOf extends PostgresNode {
  public final String cursor;

  /** Makes it of its parts. */
  public CurrentOf(SqlParserPos position, String cursor) {
    super(position);
    this.cursor = cursor;
  }
}
