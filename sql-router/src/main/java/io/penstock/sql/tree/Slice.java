package io.penstock.sql.tree;

import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** {@code lower:upper}, each of which may be missing. */
public final class Slice extends PostgresNode {
  public final @Nullable SqlNode lower;
  public final @Nullable SqlNode upper;

  /** Makes it of its parts. */
  public Slice(SqlParserPos position, @Nullable SqlNode lower, @Nullable SqlNode upper) {
    super(position, lower, upper);
    this.lower = lower;
    this.upper = upper;
  }
}
