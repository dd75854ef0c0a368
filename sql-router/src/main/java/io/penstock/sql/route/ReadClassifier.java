package io.penstock.sql.route;

import io.penstock.sql.Verb;
import io.penstock.sql.catalog.Catalog;
import io.penstock.sql.catalog.Hazard;
import io.penstock.sql.catalog.SearchPath;
import io.penstock.sql.facts.Facts;
import io.penstock.sql.facts.FunctionUse;
import io.penstock.sql.facts.OperatorUse;
import io.penstock.sql.facts.ParseResult;
import io.penstock.sql.facts.StatementFacts;
import io.penstock.sql.facts.TableUse;
import io.penstock.sql.facts.TypeUse;
import org.jspecify.annotations.Nullable;

/**
 * Tells which statements only read. Reads are what provably read: everything else, and everything
 * unknown, is for the primary. Immutable, for any thread; a few look-ups for each name.
 */
public final class ReadClassifier {
  private final @Nullable Catalog catalog;

  /**
   * A classifier for one database.
   *
   * @param catalog null while it is not loaded
   */
  public ReadClassifier(@Nullable Catalog catalog) {
    this.catalog = catalog;
  }

  /** What a text is: what the statement in it is that binds most. */
  public Classification classify(RoutedText text, SessionMarks marks) {
    return switch (text) {
      case RoutedText.Queries queries -> classify(queries.facts(), marks);
      case RoutedText.Command(Utility utility) -> classify(utility, marks);
    };
  }

  /** What statements of these facts are: what the one is that binds most. */
  public Classification classify(Facts facts, SessionMarks marks) {
    Classification worst = Classification.READ;
    for (ParseResult statement : facts.statements()) {
      worst = worst.worse(classify(statement, marks));
    }
    return worst;
  }

  /** What one statement is. */
  public Classification classify(ParseResult statement, SessionMarks marks) {
    return switch (statement) {
      case ParseResult.Parsed(StatementFacts facts) -> classify(facts, marks);
      case ParseResult.Unparsed unparsed -> Verdicts.of(unparsed.verb());
    };
  }

  /** What a statement of these facts is. */
  public Classification classify(StatementFacts facts, SessionMarks marks) {
    if (facts.verb() != Verb.EXPLAIN) {
      return executed(facts, marks);
    }
    Classification inner = executed(facts, marks);
    return facts.executes() && !inner.reads() && !inner.reason().cautious()
        ? new Classification(
            RouteReason.EXPLAIN_ANALYZE,
            inner.subject() == null ? inner.reason().sentence() : inner.subject())
        : inner;
  }

  private Classification executed(StatementFacts facts, SessionMarks marks) {
    if (facts.writes()) {
      return Classification.of(RouteReason.WRITES);
    }
    if (facts.locks()) {
      return Classification.of(RouteReason.LOCKS);
    }
    boolean nameless =
        facts.tables().isEmpty()
            && facts.functions().isEmpty()
            && facts.operators().isEmpty()
            && facts.types().isEmpty();
    if (catalog == null) {
      return nameless ? Classification.READ : Classification.of(RouteReason.CATALOG_NOT_LOADED);
    }
    if (marks.temporary() && namesRelationAlone(facts)) {
      return Classification.of(RouteReason.TEMPORARY_TABLE);
    }
    Hazard worst = worst(catalog, facts, marks.path());
    if (!nameless) {
      worst = Hazard.worse(worst, catalog.everywhere());
    }
    return worst == null
        ? Classification.READ
        : new Classification(Verdicts.of(worst.kind()), worst.subject());
  }

  /** A schema of its own keeps a temporary relation from hiding it, pg_temp being named first. */
  private static boolean namesRelationAlone(StatementFacts facts) {
    for (TableUse table : facts.tables()) {
      if (table.schema() == null) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Hazard worst(Catalog catalog, StatementFacts facts, SearchPath path) {
    Hazard worst = null;
    for (TableUse table : facts.tables()) {
      worst = Hazard.worse(worst, catalog.reading(table, path));
    }
    for (FunctionUse function : facts.functions()) {
      worst = Hazard.worse(worst, catalog.calling(function, path));
    }
    for (OperatorUse operator : facts.operators()) {
      worst = Hazard.worse(worst, catalog.operating(operator, path));
    }
    for (TypeUse type : facts.types()) {
      worst = Hazard.worse(worst, catalog.casting(type, path));
    }
    for (String attribute : facts.attributes()) {
      worst = Hazard.worse(worst, catalog.selecting(attribute, path));
    }
    return worst;
  }

  /** What a statement that is not a query is. */
  public Classification classify(Utility utility, SessionMarks marks) {
    return switch (utility) {
      case Utility.Shows shows -> Verdicts.show(shows.setting());
      case Utility.CopiesOut(TableUse table) -> copied(table, marks);
      case Utility.CopiesIn copy -> Verdicts.of(Verb.COPY);
      case Utility.Runs runs -> Classification.of(RouteReason.UNPARSED);
      case Utility.Other(Verb verb) -> Verdicts.of(verb);
    };
  }

  private Classification copied(TableUse table, SessionMarks marks) {
    if (catalog == null) {
      return Classification.of(RouteReason.CATALOG_NOT_LOADED);
    }
    if (marks.temporary() && table.schema() == null) {
      return Classification.of(RouteReason.TEMPORARY_TABLE);
    }
    Hazard hazard = catalog.reading(table, marks.path());
    return hazard == null
        ? Classification.READ
        : new Classification(Verdicts.of(hazard.kind()), hazard.subject());
  }
}
