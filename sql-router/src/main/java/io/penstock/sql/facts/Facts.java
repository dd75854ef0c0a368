package io.penstock.sql.facts;

import io.penstock.sql.LiteralSlots;
import java.util.List;

/**
 * The facts of a text of any number of statements.
 *
 * @param statements one result for each, in the order of the text; empty if there is no statement
 * @param starts where each begins in the text: the positions in its facts are counted from there
 * @param literals of the whole text
 */
public record Facts(List<ParseResult> statements, List<Integer> starts, LiteralSlots literals) {
  /** Of no statement. */
  public static final Facts NONE = new Facts(List.of(), List.of(), new LiteralSlots(List.of()));

  public Facts {
    statements = List.copyOf(statements);
    starts = List.copyOf(starts);
  }

  /** The same as a part of a longer text. */
  public Facts within(LiteralSlots text, int start) {
    return new Facts(statements, starts.stream().map(at -> at + start).toList(), text);
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
