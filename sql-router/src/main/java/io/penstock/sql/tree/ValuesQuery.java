package io.penstock.sql.tree;

import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;

/** {@code VALUES (…), (…)}. */
public final class ValuesQuery extends PostgresNode {
  /** Each a list of its own. */
  public final SqlNodeList rows;

  /** Makes it of its parts. */
  public ValuesQuery(SqlParserPos position, SqlNodeList rows) {
    super(position, rows);
    this.rows = rows;
  }
}
