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
  private final SlotCollector literals = new SlotCollector();
  private final Fingerprinter fingerprinter;
  private final HintReader hintReader;
  private long fingerprintHigh;
  private long fingerprintLow;
  private Hints hints = Hints.NONE;

  /** A scanner whose fingerprints can be compared with those of others in this process. */
  public StatementScanner() {
    this(FingerprintKey.OF_PROCESS);
  }

  /** A scanner whose fingerprints can be compared with those of others with the same key. */
  public StatementScanner(FingerprintKey key) {
    fingerprinter = new Fingerprinter(key, literals);
    hintReader = new HintReader(key);
  }

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
    fingerprinter.reset(encoding);
    literals.reset();
    boolean plain = plain();
    if (!plain) {
      readOn();
    }
    fingerprinter.finish();
    fingerprintHigh = fingerprinter.high();
    fingerprintLow = fingerprinter.low();
    hints = lexer.hintStart() < 0 ? Hints.NONE : hintReader.read(sql, offset, length, lexer);
    Script script = plain ? Script.PLAIN : statements();
    lexer.release();
    return script;
  }

  /**
   * The first half of the {@link Fingerprint} of the text that was scanned last, all its statements
   * together.
   */
  public long fingerprintHigh() {
    return fingerprintHigh;
  }

  /** The second half. */
  public long fingerprintLow() {
    return fingerprintLow;
  }

  /** The literals of the text that was scanned last; another text's after the next scan. */
  public SlotCollector literals() {
    return literals;
  }

  /** The hints of the text that was scanned last. */
  public Hints hints() {
    return hints;
  }

  private TokenKind next() {
    TokenKind kind = lexer.next();
    if (kind != TokenKind.END) {
      fingerprinter.token(lexer);
    }
    return kind;
  }

  /** Takes the fingerprint of the rest. */
  private void readOn() {
    while (lexer.kind() != TokenKind.END) {
      next();
    }
  }

  /**
   * Whether the text is, at first sight, one query without effects. Reads no further than it takes
   * to tell.
   */
  private boolean plain() {
    next();
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
      TokenKind kind = next();
      if (calls.token(lexer)) {
        return false;
      }
      switch (kind) {
        case END -> {
          return true;
        }
        case SEMICOLON -> {
          return next() == TokenKind.END;
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
    lexer.seek(0);
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
