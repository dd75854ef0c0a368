package io.penstock.sql;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Cuts SQL text into tokens by PostgreSQL's rules, in one pass over its bytes and without
 * allocating. Reusable; for one thread at a time. Positions are counted from the start of the range
 * given to {@link #reset}. Any bytes are accepted: what is not closed reaches to the end.
 */
public final class Lexer {
  private static final byte SPACE = 1;
  private static final byte WORD = 2;
  private static final byte PREFIX = 3;
  private static final byte DIGIT = 4;
  private static final byte OPERATOR = 5;
  private static final byte DOLLAR = 6;
  private static final byte MARK = 7;

  private static final byte[] NOTHING = {};

  private static final byte[] CLASSES = new byte[256];
  private static final boolean[] CONTINUES = new boolean[256];

  static {
    mark(" \t\n\r\f\u000B", SPACE);
    mark("acdfghijklmopqrstvwyzACDFGHIJKLMOPQRSTVWYZ_", WORD);
    mark("benuxBENUX", PREFIX);
    mark("0123456789", DIGIT);
    mark(Operators.CHARACTERS, OPERATOR);
    mark("$", DOLLAR);
    mark("()[],;.:'\"", MARK);
    for (int high = 128; high < 256; high++) {
      CLASSES[high] = WORD;
    }
    for (int at = 0; at < 256; at++) {
      CONTINUES[at] = CLASSES[at] == WORD || CLASSES[at] == PREFIX || CLASSES[at] == DIGIT;
    }
  }

  private final boolean reportComments;

  private byte[] sql = NOTHING;
  private int offset;
  private int limit;
  private ClientEncoding encoding = ClientEncoding.UTF8;
  private boolean characters;
  private boolean standardConformingStrings = true;

  private TokenKind kind = TokenKind.END;
  private Keyword keyword = Keyword.NONE;
  private int start;
  private int end;
  private int hintStart;
  private int hintEnd;
  private boolean severalHints;

  /** A lexer that skips comments. */
  public Lexer() {
    this(false);
  }

  /** A lexer that skips comments, or reports each as a token. */
  public Lexer(boolean reportComments) {
    this.reportComments = reportComments;
  }

  /**
   * Starts on another text.
   *
   * @param standardConformingStrings whether a backslash in {@code '…'} is an ordinary character
   * @throws IndexOutOfBoundsException if the range is not within the array
   */
  public void reset(
      byte[] sql,
      int offset,
      int length,
      ClientEncoding encoding,
      boolean standardConformingStrings) {
    Objects.checkFromIndexSize(offset, length, sql.length);
    this.sql = sql;
    this.offset = offset;
    this.limit = offset + length;
    this.encoding = encoding;
    this.characters = encoding.trailingAscii();
    this.standardConformingStrings = standardConformingStrings;
    hintStart = -1;
    hintEnd = 0;
    severalHints = false;
    seek(0);
  }

  /** Lets go of the text, which may be large. */
  void release() {
    sql = NOTHING;
    offset = 0;
    limit = 0;
    seek(0);
  }

  /**
   * Goes to a position, which must be a token's start or end; {@link #next} reads on from there.
   */
  public void seek(int position) {
    Objects.checkFromToIndex(0, position, limit - offset);
    start = offset + position;
    end = start;
    kind = TokenKind.END;
    keyword = Keyword.NONE;
  }

  /** The current token's kind. */
  public TokenKind kind() {
    return kind;
  }

  /** The current token's keyword; NONE if it is another word or no word. */
  public Keyword keyword() {
    return keyword;
  }

  /** Where the current token begins. */
  public int start() {
    return start - offset;
  }

  /** Where the current token ends. */
  public int end() {
    return end - offset;
  }

  /** The byte at a position of the range. */
  byte byteAt(int position) {
    return sql[offset + position];
  }

  /** The keyword that the current quoted identifier names, or NONE. */
  Keyword quotedKeyword() {
    return end - start < 2 ? Keyword.NONE : KeywordTable.findQuoted(sql, start + 1, end - 1);
  }

  /** What PostgreSQL's own functions and keywords the name from here to there is; see NameTable. */
  int ownName(int from, int to) {
    return NameTable.find(sql, offset + from, offset + to);
  }

  /** Adds the current token to a hash, without so many bytes at its start and end. */
  void addTo(KeyedHash hash, int code, int quotes, boolean fold) {
    hash.add(code, sql, start + quotes, end - quotes, fold);
  }

  /** Whether the lower case of the current word can be told without knowing its characters. */
  boolean foldable() {
    if (characters) {
      for (int at = start; at < end; at++) {
        if (sql[at] < 0) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether the current quoted identifier would be the same without its quotes. */
  boolean quotedPlainly() {
    int from = start + 1;
    int to = end - 1;
    if (to <= from || sql[to] != '"' || Numbers.isDigit(sql[from]) || sql[from] == '$') {
      return false;
    }
    for (int at = from; at < to; at++) {
      byte next = sql[at];
      boolean plain =
          (next >= 'a' && next <= 'z') || Numbers.isDigit(next) || next == '_' || next == '$';
      if (!plain) {
        return false;
      }
    }
    return (NameTable.find(sql, from, to) & NameTable.KEYWORD) == 0;
  }

  /**
   * The value of the current token; null if it is no string, or one whose value depends on more
   * than its text.
   */
  public @Nullable String string() {
    return StringLiterals.value(this);
  }

  /** The bytes of a range of positions, decoded. */
  String text(int from, int to) {
    return new String(sql, offset + from, to - from, encoding.charset());
  }

  private void noteHint(int from, int to) {
    if (hintStart < 0) {
      hintStart = from - offset;
      hintEnd = to - offset;
    } else if (from - offset > hintStart) {
      severalHints = true;
    }
  }

  /** Where the first comment with a hint begins, of what was read so far; -1 if there is none. */
  int hintStart() {
    return hintStart;
  }

  /** Where that comment ends. */
  int hintEnd() {
    return hintEnd;
  }

  /** Whether there is more than one. */
  boolean severalHints() {
    return severalHints;
  }

  /** Whether the current token is a comment with a hint. */
  boolean atHint() {
    return kind == TokenKind.COMMENT && Comments.isHint(sql, start, end);
  }

  ClientEncoding encoding() {
    return encoding;
  }

  boolean standardConformingStrings() {
    return standardConformingStrings;
  }

  /** Reads the next token. */
  public TokenKind next() {
    int at = end;
    keyword = Keyword.NONE;
    while (at < limit) {
      byte first = sql[at];
      switch (CLASSES[first & 0xFF]) {
        case SPACE -> at++;
        case WORD -> {
          return word(at);
        }
        case PREFIX -> {
          return prefixed(at, first);
        }
        case DIGIT -> {
          return token(TokenKind.NUMBER, at, Numbers.end(sql, at, limit));
        }
        case OPERATOR -> {
          if (Comments.markLength(sql, at, limit) == 0) {
            return token(TokenKind.OPERATOR, at, Operators.end(sql, at, limit));
          }
          int comment = Comments.end(sql, at, limit);
          if (Comments.isHint(sql, at, comment)) {
            noteHint(at, comment);
          }
          if (reportComments) {
            return token(TokenKind.COMMENT, at, comment);
          }
          at = comment;
        }
        case DOLLAR -> {
          return dollar(at);
        }
        case MARK -> {
          return mark(at, first);
        }
        default -> {
          return token(TokenKind.OTHER, at, at + 1);
        }
      }
    }
    return token(TokenKind.END, limit, limit);
  }

  static boolean continuesWord(byte next) {
    return CONTINUES[next & 0xFF];
  }

  private TokenKind token(TokenKind kind, int start, int end) {
    this.kind = kind;
    this.start = start;
    this.end = end;
    return kind;
  }

  private TokenKind word(int from) {
    int at = from;
    if (characters && sql[at] < 0) {
      at = encoding.characterEnd(sql, at, limit);
    } else {
      at++;
    }
    while (at < limit && (CONTINUES[sql[at] & 0xFF] || sql[at] == '$')) {
      at = characters && sql[at] < 0 ? encoding.characterEnd(sql, at, limit) : at + 1;
    }
    keyword = KeywordTable.find(sql, from, at);
    return token(TokenKind.WORD, from, at);
  }

  /** A word, or a string whose first letter says how to read it. */
  private TokenKind prefixed(int at, byte first) {
    byte second = at + 1 < limit ? sql[at + 1] : 0;
    if (second == '\'') {
      return switch (first) {
        case 'e', 'E' -> string(TokenKind.ESCAPE_STRING, at, at + 2, true);
        case 'b', 'B', 'x', 'X' -> string(TokenKind.BIT_STRING, at, at + 2, false);
        case 'n', 'N' -> string(TokenKind.NATIONAL_STRING, at, at + 2, !standardConformingStrings);
        default -> word(at);
      };
    }
    if (second == '&' && (first == 'u' || first == 'U') && at + 2 < limit) {
      if (sql[at + 2] == '\'') {
        return string(TokenKind.UNICODE_STRING, at, at + 3, false);
      }
      if (sql[at + 2] == '"') {
        int close = Literals.endOfQuotedIdentifier(sql, at + 3, limit, encoding);
        return token(TokenKind.UNICODE_IDENTIFIER, at, close);
      }
    }
    return word(at);
  }

  private TokenKind string(TokenKind kind, int from, int inside, boolean escapes) {
    return token(kind, from, Literals.endOfString(sql, inside, limit, encoding, escapes));
  }

  private TokenKind dollar(int from) {
    if (Numbers.isDigit(byteOr0(from + 1))) {
      int at = from + 1;
      while (at < limit && Numbers.isDigit(sql[at])) {
        at++;
      }
      return token(TokenKind.PARAMETER, from, at);
    }
    int inside = Literals.endOfDollarTag(sql, from, limit, encoding);
    if (inside < 0) {
      return token(TokenKind.OTHER, from, from + 1);
    }
    int close = Literals.endOfDollarString(sql, from, inside, limit);
    return token(TokenKind.DOLLAR_STRING, from, close);
  }

  private TokenKind mark(int at, byte first) {
    byte second = byteOr0(at + 1);
    return switch (first) {
      case '(' -> token(TokenKind.LEFT_PARENTHESIS, at, at + 1);
      case ')' -> token(TokenKind.RIGHT_PARENTHESIS, at, at + 1);
      case '[' -> token(TokenKind.LEFT_BRACKET, at, at + 1);
      case ']' -> token(TokenKind.RIGHT_BRACKET, at, at + 1);
      case ',' -> token(TokenKind.COMMA, at, at + 1);
      case ';' -> token(TokenKind.SEMICOLON, at, at + 1);
      case '\'' -> string(TokenKind.STRING, at, at + 1, !standardConformingStrings);
      case '"' ->
          token(
              TokenKind.QUOTED_IDENTIFIER,
              at,
              Literals.endOfQuotedIdentifier(sql, at + 1, limit, encoding));
      case '.' -> {
        if (Numbers.isDigit(second)) {
          yield token(TokenKind.NUMBER, at, Numbers.end(sql, at, limit));
        }
        yield second == '.'
            ? token(TokenKind.DOT_DOT, at, at + 2)
            : token(TokenKind.DOT, at, at + 1);
      }
      default -> {
        if (second == ':') {
          yield token(TokenKind.TYPECAST, at, at + 2);
        }
        yield second == '='
            ? token(TokenKind.ASSIGN, at, at + 2)
            : token(TokenKind.COLON, at, at + 1);
      }
    };
  }

  private byte byteOr0(int at) {
    return at < limit ? sql[at] : 0;
  }

  private static void mark(String characters, byte kind) {
    for (int at = 0; at < characters.length(); at++) {
      CLASSES[characters.charAt(at)] = kind;
    }
  }
}
