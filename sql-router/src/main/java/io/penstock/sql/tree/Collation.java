package io.penstock.sql.tree;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/** {@code value COLLATE name}. */
public final class Collation extends PostgresNode {
  public final SqlNode value;
  public final SqlIdentifier name;

  /** Makes it of its parts. */
  public Collation(SqlParserPos position, SqlNode value, SqlIdentifier name) {
    super(position, value, name);
    this.value = value;
    this.name = name;
  }
}
