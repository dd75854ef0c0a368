package io.penstock.sql.tree;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** A table, query, function or join with an alias, names of columns, or definitions of columns. */
public final class Aliased extends PostgresNode {
  public final SqlNode table;
  public final @Nullable SqlIdentifier alias;

  /** Names, or {@link ColumnDefinition}s. */
  public final @Nullable SqlNodeList columns;

  /** Makes it of its parts. */
  public Aliased(
      SqlParserPos position,
      SqlNode table,
      @Nullable SqlIdentifier alias,
      @Nullable SqlNodeList columns) {
    super(position, table, alias, columns);
    this.table = table;
    this.alias = alias;
    this.columns = columns;
  }
}
