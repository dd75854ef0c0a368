package io.penstock.sql.tree;

import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** {@code FOR UPDATE}, {@code FOR SHARE} and their kin. */
public final class Locking extends PostgresNode {
  /** In SQL's words. */
  public final String strength;

  public final @Nullable SqlNodeList tables;

  /** Makes it of its parts. */
  public Locking(SqlParserPos position, String strength, @Nullable SqlNodeList tables) {
    super(position, tables);
    this.strength = strength;
    this.tables = tables;
  }
}
