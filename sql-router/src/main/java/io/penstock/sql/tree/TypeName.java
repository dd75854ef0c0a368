package io.penstock.sql.tree;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** A type's name: of pg_catalog if SQL itself names it. */
public final class TypeName extends PostgresNode {
  public final SqlIdentifier name;
  public final @Nullable SqlNodeList modifiers;
  public final boolean array;
  public final boolean setOf;

  /** Makes it of its parts. */
  public TypeName(
      SqlParserPos position,
      SqlIdentifier name,
      @Nullable SqlNodeList modifiers,
      boolean array,
      boolean setOf) {
    super(position, name, modifiers);
    this.name = name;
    this.modifiers = modifiers;
    this.array = array;
    this.setOf = setOf;
  }
}
