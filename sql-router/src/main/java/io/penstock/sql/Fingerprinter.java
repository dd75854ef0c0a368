package io.penstock.sql;

/**
 * Computes the fingerprint of a text from its tokens, one after the other, without allocating. For
 * one thread at a time.
 */
final class Fingerprinter {
  private static final int WORD = 1;
  private static final int OTHER_WORD = 2;
  private static final int QUOTED = 3;
  private static final int OPERATOR = 4;
  private static final int OTHER = 5;
  private static final int KEPT_LITERAL = 6;

  private static final long NUMBER = 16L << 56;
  private static final long STRING = 17L << 56;
  private static final long BITS = 18L << 56;
  private static final long PARAMETER = 19L << 56;

  /** A literal of any kind, NULL, TRUE or FALSE that a member of a row of VALUES begins with. */
  private static final long VALUE = 20L << 56;

  private static final long ENCODING = 21L << 56;
  private static final long END = 22L << 56;
  static final long MEMBER = 23L << 56;

  private final KeyedHash hash;
  private final AlikeLists lists;
  private final LiteralListener listener;

  private TokenKind previousKind = TokenKind.END;
  private Keyword previousKeyword = Keyword.NONE;

  /** How many parentheses and brackets are open. */
  private int depth;

  /** A bit for each depth below 63: a list of GROUP BY or ORDER BY may be going on there. */
  private long byLists;

  /** How many tokens of the statement there were. */
  private int tokens;

  private boolean explain;

  /** Within the parentheses after EXPLAIN. */
  private boolean options;

  /** A semicolon that counts only if another token follows. */
  private boolean semicolon;

  /** A sign that does not count if a number follows; 0 if there is none. */
  private byte sign;

  Fingerprinter(FingerprintKey key, LiteralListener listener) {
    this.hash = new KeyedHash(key);
    this.listener = listener;
    this.lists = new AlikeLists(hash, listener);
  }

  void reset(ClientEncoding encoding) {
    hash.reset();
    lists.reset();
    beginStatement();
    semicolon = false;
    sign = 0;
    previousKind = TokenKind.END;
    previousKeyword = Keyword.NONE;
    if (encoding != ClientEncoding.UTF8) {
      // The same bytes are other names.
      hash.add(ENCODING | (encoding.name().hashCode() & 0xFFFFFFFFL));
    }
  }

  private void beginStatement() {
    depth = 0;
    byLists = 0;
    tokens = 0;
    explain = false;
    options = false;
  }

  /** Ends the text. Then the halves can be had, {@link #high} first. */
  void finish() {
    if (sign != 0) {
      addSign();
    }
    lists.closeAll();
    hash.add(END);
  }

  long high() {
    return hash.high();
  }

  long low() {
    return hash.low();
  }

  /** Takes the next token. */
  void token(Lexer lexer) {
    TokenKind kind = lexer.kind();
    if (kind == TokenKind.SEMICOLON) {
      endStatement();
      return;
    }
    Keyword keyword = lexer.keyword();
    if (semicolon) {
      semicolon = false;
      hash.add(mark(TokenKind.SEMICOLON));
    }
    if (sign != 0 && (kind != TokenKind.NUMBER || position())) {
      addSign();
    }
    if (lists.at(depth) && endsMember(kind, keyword)) {
      previousKind = kind;
      previousKeyword = Keyword.NONE;
      return;
    }
    tokens++;
    switch (kind) {
      case WORD -> word(lexer, keyword);
      case QUOTED_IDENTIFIER -> quoted(lexer);
      case UNICODE_IDENTIFIER -> lexer.addTo(hash, QUOTED, 0, false);
      case NUMBER -> literal(lexer, position(), NUMBER);
      case BIT_STRING -> literal(lexer, false, BITS);
      case STRING, ESCAPE_STRING, UNICODE_STRING, NATIONAL_STRING, DOLLAR_STRING ->
          literal(lexer, previousKeyword == Keyword.UESCAPE, STRING);
      case PARAMETER -> {
        hash.add(PARAMETER);
        listener.literal(lexer.start(), lexer.end(), kind, false);
      }
      case OPERATOR -> {
        if (sign(lexer)) {
          return;
        }
        lexer.addTo(hash, OPERATOR, 0, false);
      }
      case LEFT_PARENTHESIS, LEFT_BRACKET -> open(kind);
      case RIGHT_PARENTHESIS, RIGHT_BRACKET -> close(kind);
      case OTHER -> lexer.addTo(hash, OTHER, 0, false);
      case COMMA, DOT, DOT_DOT, COLON, TYPECAST, ASSIGN, SEMICOLON -> hash.add(mark(kind));
      case COMMENT, END -> {}
    }
    previousKind = kind;
    previousKeyword = keyword;
  }

  private static long mark(TokenKind kind) {
    long code =
        switch (kind) {
          case LEFT_PARENTHESIS -> 32;
          case RIGHT_PARENTHESIS -> 33;
          case LEFT_BRACKET -> 34;
          case RIGHT_BRACKET -> 35;
          case COMMA -> 36;
          case SEMICOLON -> 37;
          case DOT -> 38;
          case DOT_DOT -> 39;
          case COLON -> 40;
          case TYPECAST -> 41;
          case ASSIGN -> 42;
          default -> throw new IllegalArgumentException(kind + " is no mark");
        };
    return code << 56;
  }

  private void endStatement() {
    if (sign != 0) {
      addSign();
    }
    lists.closeAll();
    semicolon |= tokens > 0;
    beginStatement();
    previousKind = TokenKind.SEMICOLON;
    previousKeyword = Keyword.NONE;
  }

  /** Deals with lists whose members are here; whether that is all there is to do. */
  private boolean endsMember(TokenKind kind, Keyword keyword) {
    if (lists.at(AlikeLists.Form.VALUES, depth) && endsValues(kind)) {
      return lists.at(depth) && endsMember(kind, keyword);
    }
    if (kind == TokenKind.COMMA) {
      lists.divide();
      return true;
    }
    if (kind == TokenKind.RIGHT_PARENTHESIS || kind == TokenKind.RIGHT_BRACKET) {
      lists.close();
    } else if (previousKind == TokenKind.LEFT_PARENTHESIS && beginsQuery(keyword)) {
      lists.forget();
    }
    return false;
  }

  /** Ends rows of VALUES where neither a row nor a comma between rows comes; whether it did. */
  private boolean endsValues(TokenKind kind) {
    boolean row = kind == TokenKind.LEFT_PARENTHESIS;
    if (previousKind == TokenKind.RIGHT_PARENTHESIS) {
      if (kind == TokenKind.COMMA) {
        return false;
      }
    } else if (row) {
      return false;
    }
    lists.close();
    if (previousKind == TokenKind.COMMA) {
      hash.add(mark(TokenKind.COMMA));
    }
    return true;
  }

  private static boolean beginsQuery(Keyword keyword) {
    return switch (keyword) {
      case SELECT, WITH, VALUES, TABLE -> true;
      default -> false;
    };
  }

  private void word(Lexer lexer, Keyword keyword) {
    switch (keyword) {
      case NULL, TRUE, FALSE -> {
        if (beginsValue()) {
          literal(lexer, false, VALUE);
          return;
        }
      }
      default -> {}
    }
    boolean fold = lexer.foldable();
    lexer.addTo(hash, fold ? WORD : OTHER_WORD, 0, fold);
    switch (keyword) {
      case VALUES -> {
        byLists &= ~bit();
        lists.open(AlikeLists.Form.VALUES, depth);
      }
      case SELECT -> byLists &= ~bit();
      case BY -> byLists |= bit();
      case EXPLAIN -> explain |= tokens == 1;
      default -> {}
    }
  }

  private long bit() {
    return depth < 63 ? 1L << depth : 0;
  }

  /**
   * A quoted identifier is the unquoted one of the same letters only if that is no keyword and all
   * servers agree on its lower case.
   */
  private void quoted(Lexer lexer) {
    if (lexer.quotedPlainly()) {
      lexer.addTo(hash, WORD, 1, false);
    } else {
      lexer.addTo(hash, QUOTED, 0, false);
    }
  }

  private void literal(Lexer lexer, boolean kept, long code) {
    if (kept || (options && depth > 0)) {
      lexer.addTo(hash, KEPT_LITERAL, 0, false);
    } else {
      boolean negative = sign == '-';
      hash.add(beginsValue() ? VALUE : code);
      listener.literal(lexer.start(), lexer.end(), lexer.kind(), negative);
    }
    sign = 0;
  }

  /** Whether a member of a row of VALUES begins here. */
  private boolean beginsValue() {
    return (previousKind == TokenKind.COMMA || previousKind == TokenKind.LEFT_PARENTHESIS)
        && lists.at(AlikeLists.Form.VALUES, depth - 1);
  }

  /** Whether a number here is the number of a column: {@code ORDER BY 1}. */
  private boolean position() {
    return previousKeyword == Keyword.BY
        || (previousKind == TokenKind.COMMA && (depth >= 63 || (byLists & bit()) != 0));
  }

  /** Whether this operator is a sign, which a number may follow. */
  private boolean sign(Lexer lexer) {
    if (lexer.end() - lexer.start() != 1) {
      return false;
    }
    byte operator = lexer.byteAt(lexer.start());
    if ((operator != '-' && operator != '+') || !operandFollows()) {
      return false;
    }
    sign = operator;
    return true;
  }

  private boolean operandFollows() {
    return switch (previousKind) {
      case OPERATOR, LEFT_PARENTHESIS, LEFT_BRACKET, COMMA, COLON, ASSIGN -> true;
      case WORD ->
          switch (previousKeyword) {
            case AND,
                BETWEEN,
                BY,
                DISTINCT,
                ELSE,
                LIMIT,
                NOT,
                OFFSET,
                OR,
                RETURNING,
                SELECT,
                THEN,
                WHEN,
                WHERE ->
                true;
            default -> false;
          };
      default -> false;
    };
  }

  private void addSign() {
    hash.add(((long) OPERATOR << 56) | sign);
    sign = 0;
    previousKind = TokenKind.OPERATOR;
    previousKeyword = Keyword.NONE;
  }

  private void open(TokenKind kind) {
    boolean bracket = kind == TokenKind.LEFT_BRACKET;
    boolean nested =
        bracket
            && (previousKind == TokenKind.LEFT_BRACKET || previousKind == TokenKind.COMMA)
            && lists.at(AlikeLists.Form.ARRAY, depth);
    hash.add(mark(kind));
    depth++;
    byLists &= ~bit();
    options |= explain && tokens == 2;
    if (bracket ? nested || previousKeyword == Keyword.ARRAY : previousKeyword == Keyword.IN) {
      lists.open(bracket ? AlikeLists.Form.ARRAY : AlikeLists.Form.IN, depth);
    }
  }

  private void close(TokenKind kind) {
    hash.add(mark(kind));
    depth = Math.max(0, depth - 1);
    options &= depth > 0;
  }
}
