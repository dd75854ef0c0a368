package io.penstock.sql.tree;

import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** {@code RETURNING}, with the names that WITH gives to OLD and NEW. */
public final class Returning extends PostgresNode {
  public final SqlNodeList items;
  public final @Nullable SqlNodeList names;

  /** Makes it of its parts. */
  public Returning(SqlParserPos position, SqlNodeList items, @Nullable SqlNodeList names) {
    super(position, items, names);
    this.items = items;
    this.names = names;
  }
}
