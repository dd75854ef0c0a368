package io.penstock.sql.tree;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.parser.SqlParserPos;

/** {@code INTO table} of a SELECT: the table is made. */
public final class Into extends PostgresNode {
  public final SqlIdentifier table;

  /** Makes it of its parts. */
  public Into(SqlParserPos position, SqlIdentifier table) {
    super(position, table);
    this.table = table;
  }
}
