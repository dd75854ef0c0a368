package io.penstock.sql.copy;

import io.penstock.sql.ClientEncoding;
import io.penstock.sql.Lexer;
import io.penstock.sql.TokenKind;
import io.penstock.sql.facts.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads one COPY, in PostgreSQL's syntax of today and in both older ones. What PostgreSQL would not
 * take either may be read as something; what it takes is read as it does, or not at all.
 */
public final class CopyReader {
  private final CopyTokens tokens;

  private CopyReader(CopyTokens tokens) {
    this.tokens = tokens;
  }

  /**
   * Reads the statement that begins at {@code offset}, from which spans are counted.
   *
   * @throws NotCopied if it is no COPY to or from the client, or has what is not known
   */
  public static CopyStatement read(
      byte[] sql, int offset, int length, ClientEncoding encoding, boolean standardStrings)
      throws NotCopied {
    Lexer lexer = new Lexer();
    lexer.reset(sql, offset, length, encoding, standardStrings);
    CopyTokens tokens = new CopyTokens(lexer, sql, offset, encoding);
    while (tokens.accept(TokenKind.SEMICOLON)) {
      // An empty statement.
    }
    tokens.expect("copy");
    return new CopyReader(tokens).statement();
  }

  private CopyStatement statement() throws NotCopied {
    CopyOptions options = new CopyOptions(tokens);
    Span query = null;
    Span table = null;
    List<String> columns = null;
    if (tokens.at(TokenKind.LEFT_PARENTHESIS)) {
      int start = tokens.end();
      query = new Span(start, tokens.closing());
    } else {
      if (tokens.accept("binary")) {
        options.binary();
      }
      table = table();
      if (tokens.at(TokenKind.LEFT_PARENTHESIS)) {
        columns = columns();
      }
    }
    boolean incoming = query == null && tokens.accept("from");
    if (!incoming) {
      tokens.expect("to");
    }
    if (!tokens.accept("stdin") && !tokens.accept("stdout")) {
      throw new NotCopied("COPY of a file or program of the server");
    }
    options.read();
    Span where = null;
    if (incoming && tokens.accept("where")) {
      int start = tokens.start();
      while (!tokens.atEnd()) {
        tokens.advance();
      }
      if (tokens.lastEnd() <= start) {
        throw tokens.unclear();
      }
      where = new Span(start, tokens.lastEnd());
    }
    if (!tokens.atEnd()) {
      throw tokens.unclear();
    }
    return new CopyStatement(incoming, table, query, columns, options.format(), where);
  }

  private Span table() throws NotCopied {
    int start = tokens.start();
    int end = start;
    do {
      end = tokens.end();
      tokens.name();
    } while (tokens.accept(TokenKind.DOT));
    return new Span(start, end);
  }

  private List<String> columns() throws NotCopied {
    List<String> names = new ArrayList<>();
    tokens.advance();
    do {
      names.add(tokens.name());
    } while (tokens.accept(TokenKind.COMMA));
    if (!tokens.accept(TokenKind.RIGHT_PARENTHESIS)) {
      throw tokens.unclear();
    }
    return names;
  }
}
