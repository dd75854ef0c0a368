package io.penstock.sql.facts;

import io.penstock.sql.Verb;

/** What came of parsing one statement. */
public sealed interface ParseResult {
  /** It was understood. */
  record Parsed(StatementFacts facts) implements ParseResult {}

  /**
   * It was not: it may do anything that its verb allows.
   *
   * @param verb what it begins with
   * @param reason why, in words for a person; never with text of the statement
   */
  record Unparsed(Verb verb, String reason) implements ParseResult {}
}
