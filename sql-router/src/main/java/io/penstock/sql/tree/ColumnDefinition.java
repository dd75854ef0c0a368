package io.penstock.sql.tree;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.parser.SqlParserPos;

/** A column of a function's result: {@code name type}. */
public final class ColumnDefinition extends PostgresNode {
  public final SqlIdentifier name;
  public final TypeName type;

  /** Makes it of its parts. */
  public ColumnDefinition(SqlParserPos position, SqlIdentifier name, TypeName type) {
    super(position, name, type);
    this.name = name;
    this.type = type;
  }
}
