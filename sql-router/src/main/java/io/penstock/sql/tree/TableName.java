package io.penstock.sql.tree;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.parser.SqlParserPos;

/** A table where its rows are read or changed. */
public final class TableName extends PostgresNode {
  public final SqlIdentifier name;

  /** Without the tables that inherit from it. */
  public final boolean only;

  /** Makes it of its parts. */
  public TableName(SqlParserPos position, SqlIdentifier name, boolean only) {
    super(position, name);
    this.name = name;
    this.only = only;
  }
}
