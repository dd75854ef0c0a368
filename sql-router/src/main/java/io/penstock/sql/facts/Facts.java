package io.penstock.sql.facts;

import java.util.List;

/**
 * The facts of a text of any number of statements.
 *
 * @param statements one result for each, in the order of the text; empty if there is no statement
 */
public record Facts(List<ParseResult> statements) {
  public Facts {
    statements = List.copyOf(statements);
  }

  /** Whether each statement was understood. */
  public boolean understood() {
    return statements.stream().allMatch(ParseResult.Parsed.class::isInstance);
  }

  /** Whether a statement writes by its text, or was not understood. */
  public boolean mayWrite() {
    return statements.stream().anyMatch(Facts::mayWrite);
  }

  /** Whether a statement locks rows, or was not understood. */
  public boolean mayLock() {
    return statements.stream().anyMatch(Facts::mayLock);
  }

  private static boolean mayWrite(ParseResult result) {
    return switch (result) {
      case ParseResult.Parsed(StatementFacts facts) -> facts.executes() && facts.writes();
      case ParseResult.Unparsed unparsed -> true;
    };
  }

  private static boolean mayLock(ParseResult result) {
    return switch (result) {
      case ParseResult.Parsed(StatementFacts facts) -> facts.executes() && facts.locks();
      case ParseResult.Unparsed unparsed -> true;
    };
  }
}
