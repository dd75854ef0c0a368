package io.penstock.sql.tree;

import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** {@code (base).field}, or {@code (base).*}. */
public final class FieldSelection extends PostgresNode {
  public final SqlNode base;

  /** Null for {@code *}. */
  public final @Nullable String field;

  /** Makes it of its parts. */
  public FieldSelection(SqlParserPos position, SqlNode base, @Nullable String field) {
    super(position, base);
    this.base = base;
    this.field = field;
  }
}
