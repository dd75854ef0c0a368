package io.penstock.sql.tree;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** {@code ON CONFLICT}. */
public final class OnConflict extends PostgresNode {
  public final @Nullable SqlNodeList target;
  public final @Nullable SqlNode targetWhere;
  public final @Nullable SqlIdentifier constraint;

  /** Null for DO NOTHING. */
  public final @Nullable SqlNodeList assignments;

  public final @Nullable SqlNode where;

  /** Makes it of its parts. */
  public OnConflict(
      SqlParserPos position,
      @Nullable SqlNodeList target,
      @Nullable SqlNode targetWhere,
      @Nullable SqlIdentifier constraint,
      @Nullable SqlNodeList assignments,
      @Nullable SqlNode where) {
    super(position, target, targetWhere, constraint, assignments, where);
    this.target = target;
    this.targetWhere = targetWhere;
    this.constraint = constraint;
    this.assignments = assignments;
    this.where = where;
  }
}
