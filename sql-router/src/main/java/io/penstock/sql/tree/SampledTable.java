package io.penstock.sql.tree;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** {@code table TABLESAMPLE method (arguments) REPEATABLE (seed)}. */
public final class SampledTable extends PostgresNode {
  public final SqlNode table;
  public final SqlIdentifier method;
  public final SqlNodeList arguments;
  public final @Nullable SqlNode seed;

  /** Makes it of its parts. */
  public SampledTable(
      SqlParserPos position,
      SqlNode table,
      SqlIdentifier method,
      SqlNodeList arguments,
      @Nullable SqlNode seed) {
    super(position, table, method, arguments, seed);
    this.table = table;
    this.method = method;
    this.arguments = arguments;
    this.seed = seed;
  }
}
