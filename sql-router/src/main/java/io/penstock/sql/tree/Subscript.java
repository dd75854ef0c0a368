package io.penstock.sql.tree;

import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;

/** {@code base[index]}, {@code base[lower:upper]}. */
public final class Subscript extends PostgresNode {
  public final SqlNode base;
  public final SqlNodeList indexes;

  /** Makes it of its parts. */
  public Subscript(SqlParserPos position, SqlNode base, SqlNodeList indexes) {
    super(position, base, indexes);
    this.base = base;
    this.indexes = indexes;
  }
}
