package io.penstock.sql.tree;

import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;

/** {@code GROUPING SETS}, {@code ROLLUP}, {@code CUBE} or {@code ()} of GROUP BY. */
public final class Grouping extends PostgresNode {
  public final String kind;
  public final SqlNodeList items;

  /** Makes it of its parts. */
  public Grouping(SqlParserPos position, String kind, SqlNodeList items) {
    super(position, items);
    this.kind = kind;
    this.items = items;
  }
}
