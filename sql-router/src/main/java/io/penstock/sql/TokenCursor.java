package io.penstock.sql;

/**
 * Walks the tokens of one statement after another: knows the nesting of parentheses and stops at
 * the semicolon that ends the statement, however often it is advanced.
 */
final class TokenCursor {
  private final Lexer lexer;
  private final FunctionCalls calls = new FunctionCalls();
  private TokenKind previousKind = TokenKind.END;
  private Keyword previousKeyword = Keyword.NONE;
  private int previousEnd;
  private int depth;
  private boolean routineBody;

  TokenCursor(Lexer lexer) {
    this.lexer = lexer;
  }

  /** Goes to the first token of the next statement; false if there is none. */
  boolean nextStatement() {
    previousKind = TokenKind.END;
    previousKeyword = Keyword.NONE;
    depth = 0;
    routineBody = false;
    calls.reset();
    TokenKind kind = lexer.next();
    while (kind == TokenKind.SEMICOLON) {
      kind = lexer.next();
    }
    previousEnd = lexer.start();
    if (kind == TokenKind.LEFT_PARENTHESIS) {
      depth = 1;
    }
    return kind != TokenKind.END;
  }

  /** Whether the statement is at its end. */
  boolean atEnd() {
    TokenKind kind = lexer.kind();
    return kind == TokenKind.END || (kind == TokenKind.SEMICOLON && depth == 0 && !routineBody);
  }

  /** Goes to the next token, unless at the end. */
  void advance() {
    if (atEnd()) {
      return;
    }
    previousKind = lexer.kind();
    previousKeyword = lexer.keyword();
    previousEnd = lexer.end();
    if (previousKind == TokenKind.RIGHT_PARENTHESIS && depth > 0) {
      depth--;
    }
    if (lexer.next() == TokenKind.LEFT_PARENTHESIS) {
      depth++;
    }
  }

  /** Goes to the end of the statement. */
  void advanceToEnd() {
    while (!atEnd()) {
      advance();
    }
  }

  /** Goes on if this token is the keyword; tells whether it was. */
  boolean accept(Keyword keyword) {
    if (lexer.keyword() != keyword) {
      return false;
    }
    advance();
    return true;
  }

  /** Goes on if this token is of the kind; tells whether it was. */
  boolean accept(TokenKind kind) {
    if (atEnd() || lexer.kind() != kind) {
      return false;
    }
    advance();
    return true;
  }

  TokenKind kind() {
    return lexer.kind();
  }

  /** This token's keyword; that of the statement's end is NONE. */
  Keyword keyword() {
    return lexer.keyword();
  }

  boolean at(Keyword keyword) {
    return lexer.keyword() == keyword;
  }

  /** Whether this token is the one byte. */
  boolean at(char mark) {
    return !atEnd() && lexer.end() - lexer.start() == 1 && lexer.byteAt(lexer.start()) == mark;
  }

  boolean atIdentifier() {
    return switch (lexer.kind()) {
      case WORD, QUOTED_IDENTIFIER, UNICODE_IDENTIFIER -> true;
      default -> false;
    };
  }

  /** The keyword that this word or quoted identifier names. */
  Keyword name() {
    return lexer.kind() == TokenKind.QUOTED_IDENTIFIER ? lexer.quotedKeyword() : lexer.keyword();
  }

  /** The kind of the token after this one; END at the end of the statement. */
  TokenKind nextKind() {
    if (atEnd()) {
      return TokenKind.END;
    }
    int start = lexer.start();
    TokenKind kind = lexer.next();
    back(start);
    return kind;
  }

  /** The keyword of the token after this one. */
  Keyword nextKeyword() {
    if (atEnd()) {
      return Keyword.NONE;
    }
    int start = lexer.start();
    lexer.next();
    Keyword keyword = lexer.keyword();
    back(start);
    return keyword;
  }

  /** Goes back to a token of this statement outside of all parentheses. */
  void rewind(int start) {
    back(start);
    depth = 0;
    previousKind = TokenKind.END;
    previousKeyword = Keyword.NONE;
    previousEnd = start;
  }

  /** Makes the token that begins here the current one again. */
  void back(int start) {
    lexer.seek(start);
    lexer.next();
  }

  int start() {
    return lexer.start();
  }

  int end() {
    return lexer.end();
  }

  TokenKind previousKind() {
    return previousKind;
  }

  Keyword previousKeyword() {
    return previousKeyword;
  }

  /** Where the token before this one ends. */
  int previousEnd() {
    return previousEnd;
  }

  /** How many parentheses are open; a parenthesis counts itself. */
  int depth() {
    return depth;
  }

  /** Within the body of a routine a semicolon does not end the statement. */
  void routineBody(boolean inside) {
    routineBody = inside;
  }

  boolean inRoutineBody() {
    return routineBody;
  }

  /** Finds calls in the statement. */
  FunctionCalls calls() {
    return calls;
  }

  Lexer lexer() {
    return lexer;
  }
}
