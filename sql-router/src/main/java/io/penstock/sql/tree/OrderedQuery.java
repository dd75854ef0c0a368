package io.penstock.sql.tree;

import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** A query with ORDER BY, LIMIT, OFFSET, FETCH or locking clauses. */
public final class OrderedQuery extends PostgresNode {
  public final SqlNode query;
  public final @Nullable SqlNodeList orderBy;
  public final @Nullable SqlNode limit;
  public final @Nullable SqlNode offset;
  public final boolean withTies;
  public final @Nullable SqlNodeList locking;

  /** Makes it of its parts. */
  public OrderedQuery(
      SqlParserPos position,
      SqlNode query,
      @Nullable SqlNodeList orderBy,
      @Nullable SqlNode limit,
      @Nullable SqlNode offset,
      boolean withTies,
      @Nullable SqlNodeList locking) {
    super(position, query, orderBy, limit, offset, locking);
    this.query = query;
    this.orderBy = orderBy;
    this.limit = limit;
    this.offset = offset;
    this.withTies = withTies;
    this.locking = locking;
  }
}
