package io.penstock.sql.facts;

import io.penstock.sql.ClientEncoding;
import io.penstock.sql.Lexer;
import io.penstock.sql.TokenKind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Takes the queries and changes out of a psql script, its own commands and COPY's rows left out.
 */
final class PsqlScript {
  private static final Set<String> VERBS =
      Set.of("select", "insert", "update", "delete", "merge", "with", "values", "table");

  private final byte[] script;
  private final List<byte[]> queries;
  private final Lexer lexer = new Lexer();
  private int at;

  private PsqlScript(byte[] script, List<byte[]> queries) {
    this.script = script;
    this.queries = queries;
  }

  static void addQueries(byte[] script, List<byte[]> queries) {
    PsqlScript psql = new PsqlScript(script, queries);
    while (psql.at < script.length) {
      psql.statement();
    }
  }

  /** Reads one statement, or one of psql's commands. */
  private void statement() {
    lexer.reset(script, at, script.length - at, ClientEncoding.UTF8, true);
    int from = at;
    int start = -1;
    int depth = 0;
    String verb = "";
    while (lexer.next() != TokenKind.END) {
      int begin = from + lexer.start();
      int end = from + lexer.end();
      TokenKind kind = lexer.kind();
      if (script[begin] == '\\') {
        boolean separator = text(begin, Math.min(begin + 2, script.length)).equals("\\;");
        int line = endOfLine(begin);
        if (separator || text(begin, line).startsWith("\\g")) {
          add(verb, start, begin);
        }
        at = separator ? begin + 2 : line;
        return;
      }
      start = start < 0 ? begin : start;
      verb = verb.isEmpty() && kind == TokenKind.WORD ? text(begin, end) : verb;
      depth += kind == TokenKind.LEFT_PARENTHESIS ? 1 : 0;
      depth -= kind == TokenKind.RIGHT_PARENTHESIS ? 1 : 0;
      if (kind == TokenKind.SEMICOLON && depth <= 0) {
        add(verb, start, begin);
        at = copiesFromHere(verb, start, begin) ? endOfRows(end) : end;
        return;
      }
    }
    at = script.length;
  }

  private void add(String verb, int start, int end) {
    if (start >= 0 && VERBS.contains(verb.toLowerCase(Locale.ROOT))) {
      queries.add(Arrays.copyOfRange(script, start, end));
    }
  }

  private boolean copiesFromHere(String verb, int start, int end) {
    return verb.equalsIgnoreCase("copy")
        && text(start, end).toLowerCase(Locale.ROOT).contains("from stdin");
  }

  private int endOfRows(int from) {
    int end = text(from, script.length).indexOf("\n\\.");
    return end < 0 ? script.length : from + end + 3;
  }

  private int endOfLine(int from) {
    int end = from;
    while (end < script.length && script[end] != '\n') {
      end++;
    }
    return end;
  }

  /** In a charset of one byte a character, so that positions stay what they are. */
  private String text(int from, int to) {
    return new String(script, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
