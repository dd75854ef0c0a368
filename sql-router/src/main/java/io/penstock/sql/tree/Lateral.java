package io.penstock.sql.tree;

import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/** {@code LATERAL} before a query or function of FROM. */
public final class Lateral extends PostgresNode {
  public final SqlNode table;

  /** Makes it of its parts. */
  public Lateral(SqlParserPos position, SqlNode table) {
    super(position, table);
    this.table = table;
  }
}
