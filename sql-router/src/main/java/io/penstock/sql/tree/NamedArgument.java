package io.penstock.sql.tree;

import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/** {@code name => value}. */
public final class NamedArgument extends PostgresNode {
  public final String name;
  public final SqlNode value;

  /** Makes it of its parts. */
  public NamedArgument(SqlParserPos position, String name, SqlNode value) {
    super(position, value);
    this.name = name;
    this.value = value;
  }
}
