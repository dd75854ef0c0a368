package io.penstock.sql.tree;

import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/** {@code EXPLAIN}. */
public final class Explain extends PostgresNode {
  public final boolean analyze;
  public final SqlNode statement;

  /** Makes it of its parts. */
  public Explain(SqlParserPos position, boolean analyze, SqlNode statement) {
    super(position, statement);
    this.analyze = analyze;
    this.statement = statement;
  }
}
