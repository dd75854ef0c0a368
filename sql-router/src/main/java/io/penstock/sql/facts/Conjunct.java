package io.penstock.sql.facts;

/** What it means for the rows of a block that a condition is not true of them. */
enum Conjunct {
  /** Nothing that is told here: it stands under OR, NOT or in an expression. */
  NONE,
  /** An outer join, or one below an outer join, does not put them together. */
  JOINS,
  /** They are not in the block's result. */
  RESTRICTS
}
