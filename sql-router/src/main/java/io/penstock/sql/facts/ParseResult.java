package io.penstock.sql.facts;

import io.penstock.sql.Verb;
import java.util.List;

/** What came of parsing one statement. */
public sealed interface ParseResult {
  /** It was understood. */
  record Parsed(StatementFacts facts) implements ParseResult {}

  /**
   * It was not: it may do anything that its verb allows.
   *
   * @param verb what it begins with
   * @param reason why, in words for a person; never with text of the statement
   * @param words of a command that may be about a schema; else none
   */
  record Unparsed(Verb verb, String reason, List<Word> words) implements ParseResult {
    public Unparsed {
      words = List.copyOf(words);
    }

    Unparsed(Verb verb, String reason) {
      this(verb, reason, List.of());
    }
  }
}
