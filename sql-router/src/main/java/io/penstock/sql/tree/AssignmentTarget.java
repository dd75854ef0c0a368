package io.penstock.sql.tree;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** A column that gets a value, or a part of it. */
public final class AssignmentTarget extends PostgresNode {
  public final SqlIdentifier column;

  /** Its subscripts, as {@link Subscript} or {@link FieldSelection} of it. */
  public final @Nullable SqlNodeList path;

  /** Makes it of its parts. */
  public AssignmentTarget(SqlParserPos position, SqlIdentifier column, @Nullable SqlNodeList path) {
    super(position, column, path);
    this.column = column;
    this.path = path;
  }
}
