package io.penstock.sql;

/**
 * Finds, among the tokens of a statement, calls of functions that are not PostgreSQL's own. A name
 * before a parenthesis is such a call unless it is known not to be: an own function, a keyword that
 * takes parentheses, or, by what stands before it, a type, or a table, alias or CTE with its
 * columns. No expression of SQL is a plain identifier or a closed parenthesis and then a call.
 */
final class FunctionCalls {
  /** Parentheses nested deeper than this are not told apart. */
  private static final int DEEPEST = 128;

  /** What a parenthesis is, for what comes after it. */
  private static final byte ORDINARY = 0;

  /** An expression may follow: {@code DISTINCT ON (…)}, {@code OPERATOR(…)}. */
  private static final byte PREFIX = 1;

  /** The body of a CTE, if it turns out to be a query. */
  private static final byte PERHAPS_BODY = 2;

  private static final byte BODY = 3;

  private final byte[] parentheses = new byte[DEEPEST];
  private int depth;
  private byte closed;

  private TokenKind kind = TokenKind.END;
  private Keyword keyword = Keyword.NONE;
  private Keyword previous = Keyword.NONE;
  private int start;
  private int end;

  /** The current token is a name that a dot precedes. */
  private boolean qualified;

  /** The current token is a dot after a name. */
  private boolean afterName;

  /** The name is qualified with pg_catalog. */
  private boolean ownSchema;

  /** The comma after the body of a CTE. */
  private boolean nextCte;

  private Keyword before = Keyword.NONE;
  private boolean beforeIsWord;
  private int beforeStart;
  private int beforeEnd;

  /** Of what stands before the name it is clear that no call can follow. */
  private boolean noCall;

  private Keyword beforeThat = Keyword.NONE;
  private boolean inserts;
  private boolean merges;

  /** Starts on another statement. */
  void reset() {
    depth = 0;
    kind = TokenKind.END;
    keyword = Keyword.NONE;
    qualified = false;
    ownSchema = false;
    afterName = false;
    nextCte = false;
    previous = Keyword.NONE;
    inserts = false;
    merges = false;
  }

  /** Takes the next token; true if it is the parenthesis of a call. */
  boolean token(Lexer lexer) {
    TokenKind next = lexer.kind();
    if (kind == TokenKind.LEFT_PARENTHESIS) {
      first(next, lexer.keyword());
    }
    boolean call = false;
    switch (next) {
      case WORD, QUOTED_IDENTIFIER, UNICODE_IDENTIFIER -> name(lexer);
      case LEFT_PARENTHESIS -> {
        call = isName() && isCall(lexer);
        open();
      }
      case RIGHT_PARENTHESIS -> close();
      case COMMA -> nextCte = kind == TokenKind.RIGHT_PARENTHESIS && closed == BODY;
      case DOT -> {
        afterName = isName();
        ownSchema = afterName && ownSchemaNamed(lexer);
      }
      default -> {}
    }
    previous = keyword;
    keyword = lexer.keyword();
    kind = next;
    return call;
  }

  private void name(Lexer lexer) {
    boolean continues = kind == TokenKind.DOT && afterName;
    if (!continues) {
      before = keyword;
      beforeThat = previous;
      beforeIsWord = kind == TokenKind.WORD && !qualified;
      beforeStart = start;
      beforeEnd = end;
      noCall = noCallAfter();
      ownSchema = false;
    }
    qualified = kind == TokenKind.DOT;
    start = lexer.start();
    end = lexer.end();
    inserts |= lexer.keyword() == Keyword.INSERT;
    merges |= lexer.keyword() == Keyword.MERGE;
  }

  private boolean isName() {
    return switch (kind) {
      case WORD, QUOTED_IDENTIFIER, UNICODE_IDENTIFIER -> true;
      default -> false;
    };
  }

  private boolean ownSchemaNamed(Lexer lexer) {
    return switch (kind) {
      case WORD -> keyword == Keyword.PG_CATALOG;
      case QUOTED_IDENTIFIER -> end - start == 12 && quotedOwnSchema(lexer);
      default -> false;
    };
  }

  private boolean quotedOwnSchema(Lexer lexer) {
    String name = "pg_catalog";
    for (int at = 0; at < name.length(); at++) {
      if (lexer.byteAt(start + 1 + at) != name.charAt(at)) {
        return false;
      }
    }
    return true;
  }

  /** Whether, by the token that is the current one, the name that comes now cannot be called. */
  private boolean noCallAfter() {
    return switch (kind) {
      case WORD ->
          qualified
              || switch (keyword) {
                case AS, INTO, WITH, RECURSIVE, TABLESAMPLE -> true;
                default -> false;
              };
      case QUOTED_IDENTIFIER, TYPECAST -> true;
      case RIGHT_PARENTHESIS -> closed == ORDINARY || closed == BODY;
      case COMMA -> nextCte;
      default -> false;
    };
  }

  private boolean isCall(Lexer lexer) {
    if (noCall) {
      return false;
    }
    boolean quoted = kind != TokenKind.WORD;
    if (!quoted && !qualified && construct()) {
      return false;
    }
    int own = own(lexer);
    if ((own & NameTable.FUNCTION) != 0 && (!qualified || ownSchema)) {
      return false;
    }
    if ((own & NameTable.CONSTRUCT) != 0 && !quoted && !qualified) {
      return false;
    }
    boolean afterIdentifier =
        beforeIsWord && (lexer.ownName(beforeStart, beforeEnd) & NameTable.KEYWORD) == 0;
    return !afterIdentifier;
  }

  private int own(Lexer lexer) {
    if (kind == TokenKind.WORD) {
      return lexer.ownName(start, end);
    }
    if (kind == TokenKind.UNICODE_IDENTIFIER || end - start < 3) {
      return 0;
    }
    for (int at = start + 1; at < end - 1; at++) {
      if (lexer.byteAt(at) >= 'A' && lexer.byteAt(at) <= 'Z') {
        return 0;
      }
    }
    return lexer.ownName(start + 1, end - 1);
  }

  /** Whether the name is a word of the language here, though functions may be named so too. */
  private boolean construct() {
    return switch (keyword) {
      case BY ->
          switch (before) {
            case GROUP, ORDER, PARTITION -> true;
            default -> false;
          };
      case JOIN ->
          switch (before) {
            case LEFT, RIGHT, FULL, INNER, OUTER, CROSS, NATURAL -> true;
            default -> false;
          };
      case SETS -> before == Keyword.GROUPING;
      case CUBE, ROLLUP -> before == Keyword.BY;
      case ZONE -> before == Keyword.TIME;
      case VARYING -> before == Keyword.CHARACTER || before == Keyword.BIT;
      case SET -> before == Keyword.UPDATE;
      case CONFLICT -> inserts && before == Keyword.ON;
      case INSERT -> merges && before == Keyword.THEN;
      case MATERIALIZED -> notMaterialized();
      default -> false;
    };
  }

  private void open() {
    depth++;
    if (depth >= DEEPEST) {
      return;
    }
    parentheses[depth] =
        switch (kind == TokenKind.WORD && !qualified ? keyword : Keyword.NONE) {
          case ON -> before == Keyword.DISTINCT ? PREFIX : ORDINARY;
          case OPERATOR, WITH -> PREFIX;
          case AS -> PERHAPS_BODY;
          case MATERIALIZED -> before == Keyword.AS || notMaterialized() ? PERHAPS_BODY : ORDINARY;
          default -> ORDINARY;
        };
  }

  private boolean notMaterialized() {
    return before == Keyword.NOT && beforeThat == Keyword.AS;
  }

  /** The first token within a parenthesis: no name of a column is a reserved word. */
  private void first(TokenKind next, Keyword word) {
    if (depth < DEEPEST && parentheses[depth] == PERHAPS_BODY) {
      boolean query =
          switch (word) {
            case SELECT, WITH, TABLE -> true;
            default -> next == TokenKind.LEFT_PARENTHESIS;
          };
      parentheses[depth] = query ? BODY : ORDINARY;
    }
  }

  private void close() {
    closed = depth > 0 && depth < DEEPEST ? parentheses[depth] : PREFIX;
    depth = Math.max(0, depth - 1);
  }
}
