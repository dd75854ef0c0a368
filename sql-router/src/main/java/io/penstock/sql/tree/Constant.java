package io.penstock.sql.tree;

import org.apache.calcite.sql.parser.SqlParserPos;

/** A literal as written. */
public final class Constant extends PostgresNode {
  /** As written. */
  public final String text;

  /** Makes it of its parts. */
  public Constant(SqlParserPos position, String text) {
    super(position);
    this.text = text;
  }
}
