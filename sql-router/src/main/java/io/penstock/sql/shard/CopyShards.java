package io.penstock.sql.shard;

import static java.util.stream.Collectors.joining;

import io.penstock.sql.ClientEncoding;
import io.penstock.sql.LiteralSlots;
import io.penstock.sql.catalog.Relation;
import io.penstock.sql.copy.CopyFormat;
import io.penstock.sql.copy.CopyReader;
import io.penstock.sql.copy.CopyStatement;
import io.penstock.sql.copy.CopyTarget;
import io.penstock.sql.copy.NotCopied;
import io.penstock.sql.facts.ParseResult;
import io.penstock.sql.facts.Span;
import io.penstock.sql.facts.StatementFacts;
import io.penstock.sql.facts.StatementParser;
import io.penstock.sql.facts.TableUse;
import io.penstock.sql.route.SessionMarks;
import io.penstock.sql.scatter.Asked;
import io.penstock.sql.scatter.ScatterPlan;
import io.penstock.sql.scatter.ScatterPlanner;
import io.penstock.sql.scatter.SqlText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Finds the shards of a COPY of a table, and how several carry out a COPY together. */
final class CopyShards {
  private static final String PLAINLY =
      "Write it with PostgreSQL's usual options, or send COPY to each shard:"
          + " /* penstock: shard=NAME */.";

  private final StatementShards statements;

  CopyShards(StatementShards statements) {
    this.statements = statements;
  }

  /**
   * The route of a COPY of a table to the client, which is that of a query of all its rows; or from
   * the client, which several shards take.
   */
  ShardRoute route(TableUse table, SessionMarks marks) throws NotOnOneShard {
    byte[] sql = reading(table).getBytes(StandardCharsets.UTF_8);
    LiteralSlots literals = LiteralSlots.of(sql, 0, sql.length, ClientEncoding.UTF8, true);
    ShardRoute route =
        statements.route(facts(sql, 0, sql.length, ClientEncoding.UTF8, true), literals, 0, marks);
    if (table.access() == TableUse.Access.READ) {
      return route;
    }
    if (route instanceof ShardRoute.Anywhere(ShardRoute.Where where)
        && where != ShardRoute.Where.ANY) {
      throw new NotOnOneShard(
          "it writes the system catalog " + table.name(), "Do that on every shard.");
    }
    return new ShardRoute.Several(
        new ShardRoute.Refused("the rows of a COPY may be for any shard", PLAINLY), true);
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
      CopyTarget target = target(copy, sql, start, encoding, standardStrings, marks);
      SqlText text = new SqlText(sql, start, end, encoding, standardStrings);
      return ScatterPlanner.copyIn(
          copy.columns() == null
              ? named(
                  text,
                  Objects.requireNonNull(copy.table(), "a table"),
                  target.columns(),
                  encoding,
                  standardStrings)
              : text,
          copy.format(),
          target);
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

  private CopyTarget target(
      CopyStatement copy,
      byte[] sql,
      int start,
      ClientEncoding encoding,
      boolean standardStrings,
      SessionMarks marks)
      throws NotOnOneShard {
    byte[] reading = reading(copy, sql, start);
    Asked asked =
        statements.asked(
            facts(reading, 0, reading.length, encoding, standardStrings),
            LiteralSlots.of(reading, 0, reading.length, encoding, standardStrings),
            0,
            marks,
            new SqlText(reading, 0, reading.length, encoding, standardStrings));
    Relation relation = asked.tables().getFirst().relation();
    List<String> named = copy.columns();
    List<String> columns = named == null ? relation.columns() : named;
    checkEncoding(copy.format(), encoding);
    if (!asked.tables().getFirst().sharded() && copy.where() != null) {
      throw new NotOnOneShard(
          "COPY with WHERE into the reference table " + relation,
          "Leave out the rows before they are sent.");
    }
    if (!asked.tables().getFirst().sharded()) {
      checkDefaults(copy, relation);
    }
    List<CopyTarget.Column> key = new ArrayList<>();
    for (String column : asked.tables().getFirst().key()) {
      int field = columns.indexOf(column);
      if (field < 0) {
        throw new NotOnOneShard(
            "a row copied into " + relation + " has no value for its key " + column,
            "Name the key among the columns.");
      }
      key.add(new CopyTarget.Column(column, field, relation.type(column)));
    }
    return new CopyTarget(relation.name(), columns, key);
  }

  /**
   * The text with its columns named, so that a shard which has them in another order takes each
   * value as what it is.
   */
  private static SqlText named(
      SqlText text,
      Span table,
      List<String> columns,
      ClientEncoding encoding,
      boolean standardStrings)
      throws NotOnOneShard {
    if (!text.isWhole()) {
      return text;
    }
    if (!columns.stream().allMatch(text::canHave)) {
      throw new NotOnOneShard(
          "a column of the table has letters beyond ASCII in its name",
          "Use client_encoding UTF8.");
    }
    String list = columns.stream().map(CopyShards::quoted).collect(joining(", ", " (", ")"));
    byte[] sql =
        (text.of(0, table.end()) + list + text.of(table.end(), text.length()))
            .getBytes(encoding.charset());
    return new SqlText(sql, 0, sql.length, encoding, standardStrings);
  }

  /** What is left to defaults may be another value on each shard. */
  private static void checkDefaults(CopyStatement copy, Relation relation) throws NotOnOneShard {
    List<String> named = copy.columns();
    boolean all = named == null || named.containsAll(relation.columns());
    if (!all || copy.format().defaultText() != null) {
      throw new NotOnOneShard(
          "COPY into the reference table " + relation + " leaves columns to their defaults",
          "Send values for all columns.");
    }
  }

  /** A query with the same table and condition. */
  private static byte[] reading(CopyStatement copy, byte[] sql, int start) {
    ByteArrayOutputStream reading = new ByteArrayOutputStream();
    reading.writeBytes("SELECT 1 FROM ".getBytes(StandardCharsets.US_ASCII));
    Span table = Objects.requireNonNull(copy.table(), "a table");
    reading.write(sql, start + table.start(), table.end() - table.start());
    Span where = copy.where();
    if (where != null) {
      reading.writeBytes(" WHERE ".getBytes(StandardCharsets.US_ASCII));
      reading.write(sql, start + where.start(), where.end() - where.start());
    }
    return reading.toByteArray();
  }

  private static void checkEncoding(CopyFormat format, ClientEncoding session)
      throws NotOnOneShard {
    ClientEncoding own = format.encoding();
    ClientEncoding encoding = own == null ? session : own;
    boolean binary = format.kind() == CopyFormat.Kind.BINARY;
    if (binary ? own != null && own != session : encoding.trailingAscii()) {
      throw new NotOnOneShard(
          "COPY of rows in " + encoding + ", whose letters may have bytes that look like others",
          "Send them in UTF8.");
    }
  }

  private ScatterPlan plan(
      SqlText text, StatementFacts facts, LiteralSlots literals, int start, SessionMarks marks)
      throws NotOnOneShard {
    if (facts.writes()) {
      throw new NotOnOneShard(
          "COPY of a query that changes rows on several shards", "Send the change by itself.");
    }
    return ScatterPlanner.plan(statements.asked(facts, literals, start, marks, text));
  }

  private static StatementFacts facts(
      byte[] sql, int start, int length, ClientEncoding encoding, boolean standardStrings)
      throws NotOnOneShard {
    return switch (StatementParser.parse(sql, start, length, encoding, standardStrings)) {
      case ParseResult.Parsed(StatementFacts facts) -> facts;
      case ParseResult.Unparsed unparsed ->
          throw new NotOnOneShard(
              "the query to be copied is not understood: " + unparsed.reason(),
              "Write it with plainer SQL.");
    };
  }
}
