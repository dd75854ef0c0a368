package io.penstock.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a text into statements and tells what each does to the session. Reusable; for one thread
 * at a time. Takes any bytes and never throws because of them: the server will say what is wrong
 * with them. The result for a single statement without effects is a constant, found without
 * allocating.
 */
public final class StatementScanner {
  private final Lexer lexer = new Lexer();
  private final TokenCursor cursor = new TokenCursor(lexer);

  /** Scans text in UTF-8, read with standard_conforming_strings on. */
  public Script scan(byte[] sql, int offset, int length) {
    return scan(sql, offset, length, ClientEncoding.UTF8, true);
  }

  /**
   * Scans a text.
   *
   * @param encoding the session's client_encoding
   * @param standardConformingStrings the session's standard_conforming_strings
   * @throws IndexOutOfBoundsException if the range is not within the array
   */
  public Script scan(
      byte[] sql,
      int offset,
      int length,
      ClientEncoding encoding,
      boolean standardConformingStrings) {
    lexer.reset(sql, offset, length, encoding, standardConformingStrings);
    Script script = script();
    lexer.release();
    return script;
  }

  private Script script() {
    TokenKind first = lexer.next();
    if (first == TokenKind.END) {
      return Script.EMPTY;
    }
    if (plain()) {
      return Script.PLAIN;
    }
    lexer.seek(0);
    return statements();
  }

  /** Whether the text from the current token on is, at first sight, one query without effects. */
  private boolean plain() {
    Keyword previous = lexer.keyword();
    switch (previous) {
      case SELECT, INSERT, UPDATE, DELETE, MERGE, WITH, VALUES, TABLE -> {}
      default -> {
        return false;
      }
    }
    FunctionCalls calls = cursor.calls();
    calls.reset();
    calls.token(lexer);
    while (true) {
      TokenKind kind = lexer.next();
      if (calls.token(lexer)) {
        return false;
      }
      switch (kind) {
        case END -> {
          return true;
        }
        case SEMICOLON -> {
          return lexer.next() == TokenKind.END;
        }
        case WORD -> {
          Keyword keyword = lexer.keyword();
          if (keyword != Keyword.NONE && suspicious(keyword, previous)) {
            return false;
          }
          previous = keyword;
        }
        case QUOTED_IDENTIFIER -> {
          if (lexer.quotedKeyword().sessionFunction()) {
            return false;
          }
          previous = Keyword.NONE;
        }
        case UNICODE_IDENTIFIER -> {
          return false;
        }
        default -> previous = Keyword.NONE;
      }
    }
  }

  private static boolean suspicious(Keyword keyword, Keyword previous) {
    return keyword == Keyword.INTO
        ? previous != Keyword.INSERT && previous != Keyword.MERGE
        : keyword.sessionFunction();
  }

  private Script statements() {
    List<Statement> statements = new ArrayList<>();
    while (cursor.nextStatement()) {
      int start = cursor.start();
      EffectList effects = new EffectList();
      Verb verb = new EffectReader(cursor, effects).read();
      cursor.advanceToEnd();
      statements.add(new Statement(start, cursor.previousEnd(), verb, effects.list()));
    }
    if (statements.isEmpty()) {
      return Script.EMPTY;
    }
    boolean plain = statements.size() == 1 && statements.getFirst().effects().isEmpty();
    return plain ? Script.PLAIN : new Script(statements);
  }
}
