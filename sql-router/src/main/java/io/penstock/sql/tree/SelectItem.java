package io.penstock.sql.tree;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** An item of a select list or of RETURNING. */
public final class SelectItem extends PostgresNode {
  public final SqlNode expression;
  public final @Nullable SqlIdentifier label;

  /** Makes it of its parts. */
  public SelectItem(SqlParserPos position, SqlNode expression, @Nullable SqlIdentifier label) {
    super(position, expression, label);
    this.expression = expression;
    this.label = label;
  }
}
