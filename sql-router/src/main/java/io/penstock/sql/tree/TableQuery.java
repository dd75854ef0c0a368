package io.penstock.sql.tree;

import org.apache.calcite.sql.parser.SqlParserPos;

/** {@code TABLE name}, as a query. */
public final class TableQuery extends PostgresNode {
  public final TableName table;

  /** Makes it of its parts. */
  public TableQuery(SqlParserPos position, TableName table) {
    super(position, table);
    this.table = table;
  }
}
