package io.penstock.sql.shard;

import io.penstock.sql.ClientEncoding;
import io.penstock.sql.LiteralSlots;
import io.penstock.sql.Verb;
import io.penstock.sql.copy.CopyReader;
import io.penstock.sql.copy.CopyStatement;
import io.penstock.sql.copy.NotCopied;
import io.penstock.sql.facts.ParseResult;
import io.penstock.sql.facts.Span;
import io.penstock.sql.facts.StatementFacts;
import io.penstock.sql.facts.StatementParser;
import io.penstock.sql.facts.TableUse;
import io.penstock.sql.route.SessionMarks;
import io.penstock.sql.scatter.ScatterPlan;
import io.penstock.sql.scatter.ScatterPlanner;
import io.penstock.sql.scatter.SqlText;
import java.nio.charset.StandardCharsets;

/** Finds the shards of a COPY of a table, and how several carry out a COPY together. */
final class CopyShards {
  private static final String PLAINLY =
      "Write it with PostgreSQL's usual options, or send COPY to each shard:"
          + " /* penstock: shard=NAME */.";

  private final StatementShards statements;

  CopyShards(StatementShards statements) {
    this.statements = statements;
  }

  /** The route of {@code COPY table TO STDOUT}: that of a query of all its rows. */
  ShardRoute route(TableUse table, SessionMarks marks) throws NotOnOneShard {
    byte[] sql = reading(table).getBytes(StandardCharsets.UTF_8);
    LiteralSlots literals = LiteralSlots.of(sql, 0, sql.length, ClientEncoding.UTF8, true);
    return statements.route(
        facts(sql, 0, sql.length, ClientEncoding.UTF8, true), literals, 0, marks);
  }

  private static String reading(TableUse table) {
    String schema = table.schema() == null ? "" : quoted(table.schema()) + ".";
    return "SELECT 1 FROM " + schema + quoted(table.name());
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** How several shards carry out the COPY that stands between these indexes. */
  ScatterPlan plan(
      byte[] sql,
      int start,
      int end,
      ClientEncoding encoding,
      boolean standardStrings,
      SessionMarks marks)
      throws NotOnOneShard {
    CopyStatement copy;
    try {
      copy = CopyReader.read(sql, start, end - start, encoding, standardStrings);
    } catch (NotCopied e) {
      throw new NotOnOneShard(e.sentence(), PLAINLY);
    }
    if (copy.incoming()) {
      throw new NotOnOneShard("COPY of a table", "Load rows with INSERT.");
    }
    Span query = copy.query();
    if (query != null) {
      ScatterPlan plan =
          plan(
              new SqlText(
                  sql, start + query.start(), start + query.end(), encoding, standardStrings),
              facts(
                  sql,
                  start + query.start(),
                  query.end() - query.start(),
                  encoding,
                  standardStrings),
              LiteralSlots.of(sql, 0, sql.length, encoding, standardStrings),
              start + query.start(),
              marks);
      switch (plan) {
        case ScatterPlan.Refused refused -> {
          return refused;
        }
        case ScatterPlan.Stream(String part, var order, var otherwise) when order.isEmpty() -> {}
        default ->
            throw new NotOnOneShard(
                "COPY of a query whose rows several shards make together, or put in order",
                "Copy rows as they are, without ORDER BY, LIMIT, DISTINCT and aggregates; or fetch"
                    + " them with the query itself.");
      }
    }
    SqlText text = new SqlText(sql, start, end, encoding, standardStrings);
    return ScatterPlanner.copyOut(text, copy.format());
  }

  private ScatterPlan plan(
      SqlText text, StatementFacts facts, LiteralSlots literals, int start, SessionMarks marks)
      throws NotOnOneShard {
    return ScatterPlanner.plan(statements.asked(facts, literals, start, marks, text));
  }

  private static StatementFacts facts(
      byte[] sql, int start, int length, ClientEncoding encoding, boolean standardStrings)
      throws NotOnOneShard {
    return switch (StatementParser.parse(sql, start, length, encoding, standardStrings)) {
      case ParseResult.Parsed(StatementFacts facts) -> facts;
      case ParseResult.Unparsed(Verb verb, String why) ->
          throw new NotOnOneShard(
              "the query to be copied is not understood: " + why, "Write it with plainer SQL.");
    };
  }
}
