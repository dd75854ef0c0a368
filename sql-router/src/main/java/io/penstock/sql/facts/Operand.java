package io.penstock.sql.facts;

import org.jspecify.annotations.Nullable;

/** What a column is compared with, or set to. */
public sealed interface Operand {
  /**
   * A literal.
   *
   * @param span where it stands, its cast not included; a sign included
   * @param kind how it is written
   * @param cast the type it is cast to, null if it is not cast
   */
  record Literal(Span span, LiteralKind kind, @Nullable TypeUse cast) implements Operand {}

  /**
   * A parameter.
   *
   * @param span where it stands, its cast not included
   * @param number 1 for {@code $1}
   * @param cast the type it is cast to, null if it is not cast
   */
  record Parameter(Span span, int number, @Nullable TypeUse cast) implements Operand {}

  /** A column, of the same query block or of one around it. */
  record Column(ColumnUse column) implements Operand {}

  /** {@code DEFAULT}. */
  record Default() implements Operand {}

  /** Anything else. */
  record Unknown() implements Operand {}

  /** How a literal is written. */
  enum LiteralKind {
    STRING,
    ESCAPE_STRING,
    UNICODE_STRING,
    DOLLAR_STRING,
    BIT_STRING,
    NUMBER,
    BOOLEAN,
    NULL
  }
}
