package io.penstock.sql.tree;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.parser.SqlParserPos;

/** {@code WINDOW name AS (…)}. */
public final class NamedWindow extends PostgresNode {
  public final SqlIdentifier name;
  public final WindowSpecification specification;

  /** Makes it of its parts. */
  public NamedWindow(SqlParserPos position, SqlIdentifier name, WindowSpecification specification) {
    super(position, name, specification);
    this.name = name;
    this.specification = specification;
  }
}
