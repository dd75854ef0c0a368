package io.penstock.sql.route;

import io.penstock.sql.ClientEncoding;
import io.penstock.sql.facts.Facts;
import io.penstock.sql.facts.ParseResult;
import io.penstock.sql.facts.Span;
import io.penstock.sql.facts.StatementParser;
import java.util.List;

/** What routing must know of a text. */
public sealed interface RoutedText {
  /**
   * Queries and changes, or anything else whose verb says enough.
   *
   * @param facts of {@code COPY (query) TO STDOUT}, those of the query
   */
  record Queries(Facts facts) implements RoutedText {}

  /** One statement that is not in the grammar. */
  record Command(Utility utility) implements RoutedText {
    @Override
    public Facts facts() {
      return Facts.NONE;
    }
  }

  /**
   * Reads a text of any number of statements; takes tens of microseconds and is not for an event
   * loop.
   */
  static RoutedText read(
      byte[] sql,
      int offset,
      int length,
      ClientEncoding encoding,
      boolean standardConformingStrings) {
    Facts facts =
        StatementParser.parseAll(sql, offset, length, encoding, standardConformingStrings);
    List<ParseResult> statements = facts.statements();
    if (statements.size() != 1
        || !(statements.getFirst() instanceof ParseResult.Unparsed unparsed)) {
      return new Queries(facts);
    }
    Utility utility =
        new UtilityReader()
            .read(unparsed.verb(), sql, offset, length, encoding, standardConformingStrings);
    if (utility instanceof Utility.Runs(Span query)) {
      Facts inside =
          StatementParser.parseAll(
              sql,
              offset + query.start(),
              query.end() - query.start(),
              encoding,
              standardConformingStrings);
      return new Queries(inside.within(facts.literals(), query.start()));
    }
    return utility instanceof Utility.Other ? new Queries(facts) : new Command(utility);
  }

  /** The facts of its queries; none for a command. */
  Facts facts();
}
