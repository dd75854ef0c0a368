package io.penstock.sql.tree;

import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;

/** {@code WITH} before a query or a change. */
public final class With extends PostgresNode {
  public final boolean recursive;
  public final SqlNodeList tables;
  public final SqlNode body;

  /** Makes it of its parts. */
  public With(SqlParserPos position, boolean recursive, SqlNodeList tables, SqlNode body) {
    super(position, tables, body);
    this.recursive = recursive;
    this.tables = tables;
    this.body = body;
  }
}
