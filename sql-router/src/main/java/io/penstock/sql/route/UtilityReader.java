package io.penstock.sql.route;

import io.penstock.sql.ClientEncoding;
import io.penstock.sql.Keyword;
import io.penstock.sql.Lexer;
import io.penstock.sql.Names;
import io.penstock.sql.TokenKind;
import io.penstock.sql.Verb;
import io.penstock.sql.facts.Span;
import io.penstock.sql.facts.TableUse;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads SHOW and COPY; reusable, for one thread at a time. Takes any bytes. */
public final class UtilityReader {
  private final Lexer lexer = new Lexer();
  private byte[] sql = {};
  private int offset;
  private ClientEncoding encoding = ClientEncoding.UTF8;

  /**
   * What one statement comes to.
   *
   * @param verb what it begins with, as the scanner has found
   * @return spans in it are counted from {@code offset}
   */
  public Utility read(
      Verb verb,
      byte[] sql,
      int offset,
      int length,
      ClientEncoding encoding,
      boolean standardConformingStrings) {
    if (verb != Verb.SHOW && verb != Verb.COPY) {
      return new Utility.Other(verb);
    }
    this.sql = sql;
    this.offset = offset;
    this.encoding = encoding;
    lexer.reset(sql, offset, length, encoding, standardConformingStrings);
    TokenKind first = lexer.next();
    while (first == TokenKind.SEMICOLON) {
      first = lexer.next();
    }
    lexer.next();
    Utility found = verb == Verb.SHOW ? show() : copy();
    this.sql = new byte[0];
    return found == null ? new Utility.Other(verb) : found;
  }

  private @Nullable Utility show() {
    if (lexer.keyword() == Keyword.TRANSACTION) {
      return new Utility.Shows("transaction_isolation");
    }
    StringBuilder name = new StringBuilder();
    while (true) {
      String part = name();
      if (part == null) {
        return null;
      }
      name.append(part);
      if (lexer.kind() != TokenKind.DOT) {
        return new Utility.Shows(name.toString().toLowerCase(Locale.ROOT));
      }
      name.append('.');
      lexer.next();
    }
  }

  private @Nullable Utility copy() {
    if (lexer.kind() == TokenKind.LEFT_PARENTHESIS) {
      int start = lexer.end();
      int end = closing();
      return end >= 0 && toClient() ? new Utility.Runs(new Span(start, end)) : null;
    }
    if (lexer.keyword() == Keyword.BINARY) {
      lexer.next();
    }
    String schema = null;
    String table = name();
    if (table != null && lexer.kind() == TokenKind.DOT) {
      lexer.next();
      schema = table;
      table = name();
    }
    if (table == null) {
      return null;
    }
    if (lexer.kind() == TokenKind.LEFT_PARENTHESIS && closing() < 0) {
      return null;
    }
    if (lexer.keyword() == Keyword.FROM) {
      return lexer.next() == TokenKind.WORD && lexer.keyword() == Keyword.STDIN
          ? new Utility.CopiesIn(new TableUse(schema, table, TableUse.Access.WRITE, null, 0))
          : null;
    }
    return toClient()
        ? new Utility.CopiesOut(new TableUse(schema, table, TableUse.Access.READ, null, 0))
        : null;
  }

  /**
   * Goes on behind the parenthesis that closes this one; where that begins, negative if nowhere.
   */
  private int closing() {
    int depth = 0;
    while (lexer.kind() != TokenKind.END) {
      if (lexer.kind() == TokenKind.LEFT_PARENTHESIS) {
        depth++;
      } else if (lexer.kind() == TokenKind.RIGHT_PARENTHESIS && --depth == 0) {
        int start = lexer.start();
        lexer.next();
        return start;
      }
      lexer.next();
    }
    return -1;
  }

  private boolean toClient() {
    return lexer.keyword() == Keyword.TO
        && lexer.next() == TokenKind.WORD
        && lexer.keyword() == Keyword.STDOUT;
  }

  private @Nullable String name() {
    String text =
        new String(sql, offset + lexer.start(), lexer.end() - lexer.start(), encoding.charset());
    String name =
        switch (lexer.kind()) {
          case WORD -> Names.folded(text);
          case QUOTED_IDENTIFIER -> Names.unquoted(text);
          default -> null;
        };
    lexer.next();
    return name;
  }
}
