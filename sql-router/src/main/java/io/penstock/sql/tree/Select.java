package io.penstock.sql.tree;

import java.util.List;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlSelectKeyword;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** {@code SELECT}, with what PostgreSQL adds to it. */
public final class Select extends SqlSelect {
  /** The expressions of DISTINCT ON, null without it. */
  public final @Nullable SqlNodeList distinctOn;

  /** The table that INTO makes, null without it. */
  public final @Nullable Into into;

  /** Whether GROUP BY DISTINCT. */
  public final boolean groupDistinct;

  /** Makes it of its parts. */
  public Select(
      SqlParserPos position,
      boolean distinct,
      @Nullable SqlNodeList distinctOn,
      SqlNodeList items,
      @Nullable Into into,
      @Nullable SqlNode from,
      @Nullable SqlNode where,
      boolean groupDistinct,
      @Nullable SqlNodeList groupBy,
      @Nullable SqlNode having,
      SqlNodeList windows) {
    super(
        position,
        distinct
            ? new SqlNodeList(List.of(SqlSelectKeyword.DISTINCT.symbol(position)), position)
            : null,
        items,
        from,
        where,
        groupBy,
        having,
        windows,
        null,
        null,
        null,
        null,
        null);
    this.distinctOn = distinctOn;
    this.into = into;
    this.groupDistinct = groupDistinct;
  }
}
