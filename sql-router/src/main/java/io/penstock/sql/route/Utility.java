package io.penstock.sql.route;

import io.penstock.sql.Verb;
import io.penstock.sql.facts.Span;
import io.penstock.sql.facts.TableUse;

/** What a statement that is not in the grammar comes to, as its tokens tell. */
public sealed interface Utility {
  /**
   * {@code SHOW}.
   *
   * @param setting its name in lower case; {@code all} for all of them
   */
  record Shows(String setting) implements Utility {}

  /** {@code COPY table TO STDOUT}. */
  record CopiesOut(TableUse table) implements Utility {}

  /** {@code COPY table FROM STDIN}. */
  record CopiesIn(TableUse table) implements Utility {}

  /**
   * {@code COPY (query) TO STDOUT}: it is what the query is.
   *
   * @param query the query without its parentheses
   */
  record Runs(Span query) implements Utility {}

  /** Anything else. */
  record Other(Verb verb) implements Utility {}
}
