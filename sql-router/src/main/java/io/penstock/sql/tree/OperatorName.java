package io.penstock.sql.tree;

import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** An operator. */
public final class OperatorName extends PostgresNode {
  public final @Nullable String schema;
  public final String name;

  /** Makes it of its parts. */
  public OperatorName(SqlParserPos position, @Nullable String schema, String name) {
    super(position);
    this.schema = schema;
    this.name = name;
  }
}
