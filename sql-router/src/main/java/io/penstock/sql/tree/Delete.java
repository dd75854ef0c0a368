package io.penstock.sql.tree;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** {@code DELETE}. */
public final class Delete extends PostgresNode {
  public final TableName table;
  public final @Nullable SqlIdentifier alias;

  /** What stands after USING. */
  public final @Nullable SqlNodeList from;

  public final @Nullable SqlNode where;
  public final @Nullable Returning returning;

  /** Makes it of its parts. */
  public Delete(
      SqlParserPos position,
      TableName table,
      @Nullable SqlIdentifier alias,
      @Nullable SqlNodeList from,
      @Nullable SqlNode where,
      @Nullable Returning returning) {
    super(position, table, alias, from, where, returning);
    this.table = table;
    this.alias = alias;
    this.from = from;
    this.where = where;
    this.returning = returning;
  }
}
