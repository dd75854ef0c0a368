package io.penstock.sql.tree;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** {@code INSERT}. */
public final class Insert extends PostgresNode {
  public final SqlIdentifier table;
  public final @Nullable SqlIdentifier alias;

  /** Of {@link AssignmentTarget}. */
  public final @Nullable SqlNodeList columns;

  /** Null for DEFAULT VALUES. */
  public final @Nullable SqlNode source;

  public final @Nullable OnConflict onConflict;
  public final @Nullable Returning returning;

  /** Makes it of its parts. */
  public Insert(
      SqlParserPos position,
      SqlIdentifier table,
      @Nullable SqlIdentifier alias,
      @Nullable SqlNodeList columns,
      @Nullable SqlNode source,
      @Nullable OnConflict onConflict,
      @Nullable Returning returning) {
    super(position, table, alias, columns, source, onConflict, returning);
    this.table = table;
    this.alias = alias;
    this.columns = columns;
    this.source = source;
    this.onConflict = onConflict;
    this.returning = returning;
  }
}
