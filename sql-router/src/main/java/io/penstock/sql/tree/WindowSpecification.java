package io.penstock.sql.tree;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** What follows OVER, or AS in WINDOW. */
public final class WindowSpecification extends PostgresNode {
  /** The window it builds on. */
  public final @Nullable SqlIdentifier window;

  public final @Nullable SqlNodeList partition;
  public final @Nullable SqlNodeList orderBy;

  /** The expressions of its frame. */
  public final @Nullable SqlNodeList bounds;

  /** Makes it of its parts. */
  public WindowSpecification(
      SqlParserPos position,
      @Nullable SqlIdentifier window,
      @Nullable SqlNodeList partition,
      @Nullable SqlNodeList orderBy,
      @Nullable SqlNodeList bounds) {
    super(position, window, partition, orderBy, bounds);
    this.window = window;
    this.partition = partition;
    this.orderBy = orderBy;
    this.bounds = bounds;
  }
}
