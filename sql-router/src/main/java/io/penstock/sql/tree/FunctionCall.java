package io.penstock.sql.tree;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** A call of a function, an aggregate or a window function. */
public final class FunctionCall extends PostgresNode {
  public final SqlIdentifier name;
  public final SqlNodeList arguments;
  public final boolean star;
  public final boolean variadic;
  public final boolean distinct;
  public final @Nullable SqlNodeList orderBy;
  public final boolean withinGroup;
  public final @Nullable SqlNode filter;

  /** A {@link WindowSpecification}, or the name of a window. */
  public final @Nullable SqlNode over;

  /** Makes it of its parts. */
  public FunctionCall(
      SqlParserPos position,
      SqlIdentifier name,
      SqlNodeList arguments,
      boolean star,
      boolean variadic,
      boolean distinct,
      @Nullable SqlNodeList orderBy,
      boolean withinGroup,
      @Nullable SqlNode filter,
      @Nullable SqlNode over) {
    super(position, name, arguments, orderBy, filter, over);
    this.name = name;
    this.arguments = arguments;
    this.star = star;
    this.variadic = variadic;
    this.distinct = distinct;
    this.orderBy = orderBy;
    this.withinGroup = withinGroup;
    this.filter = filter;
    this.over = over;
  }
}
