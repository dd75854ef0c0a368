package io.penstock.sql.tree;

import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/** {@code value::type}, {@code CAST (value AS type)} or {@code type 'literal'}. */
public final class Cast extends PostgresNode {
  public final SqlNode value;
  public final TypeName type;

  /** Makes it of its parts. */
  public Cast(SqlParserPos position, SqlNode value, TypeName type) {
    super(position, value, type);
    this.value = value;
    this.type = type;
  }
}
