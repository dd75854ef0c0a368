package io.penstock.sql.tree;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** {@code MERGE}. */
public final class Merge extends PostgresNode {
  public final TableName table;
  public final @Nullable SqlIdentifier alias;
  public final SqlNode source;
  public final SqlNode condition;
  public final SqlNodeList clauses;
  public final @Nullable Returning returning;

  /** Makes it of its parts. */
  public Merge(
      SqlParserPos position,
      TableName table,
      @Nullable SqlIdentifier alias,
      SqlNode source,
      SqlNode condition,
      SqlNodeList clauses,
      @Nullable Returning returning) {
    super(position, table, alias, source, condition, clauses, returning);
    this.table = table;
    this.alias = alias;
    this.source = source;
    this.condition = condition;
    this.clauses = clauses;
    this.returning = returning;
  }
}
