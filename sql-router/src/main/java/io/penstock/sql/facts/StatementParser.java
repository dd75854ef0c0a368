package io.penstock.sql.facts;

import io.penstock.sql.ClientEncoding;
import io.penstock.sql.Lexer;
import io.penstock.sql.LiteralSlots;
import io.penstock.sql.Script;
import io.penstock.sql.Statement;
import io.penstock.sql.StatementScanner;
import io.penstock.sql.TokenKind;
import io.penstock.sql.Verb;
import io.penstock.sql.Verbs;
import io.penstock.sql.grammar.Grammar;
import io.penstock.sql.grammar.Grammar.NotUnderstood;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the facts of statements. Pure, and safe on any thread; takes tens of microseconds for a
 * short statement and is not for an event loop.
 */
public final class StatementParser {
  private static final String NO_QUERY = "it is no query and no change of rows";

  private StatementParser() {}

  /** The facts of one statement, read with standard_conforming_strings on. */
  public static ParseResult parse(String sql) {
    byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
    return parse(bytes, 0, bytes.length, ClientEncoding.UTF8, true);
  }

  /**
   * The facts of one statement. Positions in them are counted from {@code offset}.
   *
   * @param encoding the session's client_encoding
   * @param standardConformingStrings the session's standard_conforming_strings
   * @throws IndexOutOfBoundsException if the range is not within the array
   */
  public static ParseResult parse(
      byte[] sql,
      int offset,
      int length,
      ClientEncoding encoding,
      boolean standardConformingStrings) {
    Verb verb = verb(sql, offset, length, encoding, standardConformingStrings);
    switch (verb) {
      case SELECT, INSERT, UPDATE, DELETE, MERGE, WITH, VALUES, TABLE, EXPLAIN -> {}
      case COPY,
          SET,
          CREATE,
          ALTER,
          DROP,
          TRUNCATE,
          LOCK,
          ANALYZE,
          VACUUM,
          CLUSTER,
          REINDEX,
          REFRESH,
          COMMENT,
          GRANT,
          REVOKE -> {
        return new ParseResult.Unparsed(
            verb,
            NO_QUERY,
            WordReader.read(sql, offset, length, encoding, standardConformingStrings));
      }
      default -> {
        return new ParseResult.Unparsed(verb, NO_QUERY);
      }
    }
    try {
      return new ParseResult.Parsed(
          FactsReader.read(
              Grammar.parse(sql, offset, length, encoding, standardConformingStrings)));
    } catch (NotUnderstood e) {
      return new ParseResult.Unparsed(verb, String.valueOf(e.getMessage()));
    } catch (StackOverflowError e) {
      // The bounds on depth are for the usual stack of a thread; this one's may be smaller.
      return new ParseResult.Unparsed(verb, "it needs a deeper stack than this thread has");
    }
  }

  /**
   * The facts of a text of any number of statements. Positions in each one's facts are counted from
   * where that statement begins.
   *
   * @throws IndexOutOfBoundsException if the range is not within the array
   */
  public static Facts parseAll(
      byte[] sql,
      int offset,
      int length,
      ClientEncoding encoding,
      boolean standardConformingStrings) {
    Script script =
        new StatementScanner().scan(sql, offset, length, encoding, standardConformingStrings);
    LiteralSlots literals =
        LiteralSlots.of(sql, offset, length, encoding, standardConformingStrings);
    if (script.plain()) {
      ParseResult only = parse(sql, offset, length, encoding, standardConformingStrings);
      return new Facts(List.of(only), List.of(0), literals);
    }
    List<ParseResult> results = new ArrayList<>(script.count());
    List<Integer> starts = new ArrayList<>(script.count());
    for (Statement statement : script.statements()) {
      int start = offset + statement.start();
      starts.add(statement.start());
      int size = statement.end() - statement.start();
      results.add(parse(sql, start, size, encoding, standardConformingStrings));
    }
    return new Facts(results, starts, literals);
  }

  private static Verb verb(
      byte[] sql, int offset, int length, ClientEncoding encoding, boolean conforming) {
    Lexer lexer = new Lexer();
    lexer.reset(sql, offset, length, encoding, conforming);
    TokenKind kind = lexer.next();
    while (kind == TokenKind.LEFT_PARENTHESIS) {
      kind = lexer.next();
    }
    return Verbs.of(lexer.keyword());
  }
}
