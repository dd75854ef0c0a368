package io.penstock.sql.tree;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * A CTE: {@code name (columns) AS (query)}; the query may be an INSERT, UPDATE, DELETE or MERGE.
 */
public final class CommonTable extends PostgresNode {
  public final SqlIdentifier name;
  public final @Nullable SqlNodeList columns;
  public final SqlNode query;

  /** The columns that SEARCH and CYCLE add. */
  public final @Nullable SqlNodeList generated;

  /** Makes it of its parts. */
  public CommonTable(
      SqlParserPos position,
      SqlIdentifier name,
      @Nullable SqlNodeList columns,
      SqlNode query,
      @Nullable SqlNodeList generated) {
    super(position, name, columns, query, generated);
    this.name = name;
    this.columns = columns;
    this.query = query;
    this.generated = generated;
  }
}
