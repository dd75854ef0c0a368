package io.penstock.sql.copy;

import io.penstock.sql.ClientEncoding;
import io.penstock.sql.Lexer;
import io.penstock.sql.Names;
import io.penstock.sql.TokenKind;
import org.jspecify.annotations.Nullable;

/** The tokens of one COPY. */
final class CopyTokens {
  private final Lexer lexer;
  private final byte[] sql;
  private final int offset;
  private final ClientEncoding encoding;
  private int lastEnd;

  CopyTokens(Lexer lexer, byte[] sql, int offset, ClientEncoding encoding) {
    this.lexer = lexer;
    this.sql = sql;
    this.offset = offset;
    this.encoding = encoding;
    lexer.next();
  }

  boolean atEnd() {
    return lexer.kind() == TokenKind.END || lexer.kind() == TokenKind.SEMICOLON;
  }

  boolean at(TokenKind kind) {
    return lexer.kind() == kind;
  }

  void advance() {
    lastEnd = lexer.end();
    lexer.next();
  }

  boolean accept(TokenKind kind) {
    boolean found = lexer.kind() == kind;
    if (found) {
      advance();
    }
    return found;
  }

  /** Goes on if this is the word, which is in lower case. */
  boolean accept(String word) {
    boolean found = word.equals(word());
    if (found) {
      advance();
    }
    return found;
  }

  void expect(String word) throws NotCopied {
    if (!accept(word)) {
      throw unclear();
    }
  }

  /** This word in lower case; null if it is none. */
  @Nullable String word() {
    return lexer.kind() == TokenKind.WORD ? Names.folded(text()) : null;
  }

  /** Takes an identifier. */
  String name() throws NotCopied {
    String name =
        switch (lexer.kind()) {
          case WORD -> Names.folded(text());
          case QUOTED_IDENTIFIER -> Names.unquoted(text());
          default -> null;
        };
    if (name == null) {
      throw unclear();
    }
    advance();
    return name;
  }

  /** Takes a string. */
  String string() throws NotCopied {
    String value = lexer.string();
    if (value == null) {
      throw unclear();
    }
    advance();
    return value;
  }

  /** Takes a number as it is written; null, and takes nothing, if this is none. */
  @Nullable String number() {
    if (lexer.kind() != TokenKind.NUMBER) {
      return null;
    }
    String number = text();
    advance();
    return number;
  }

  boolean acceptStar() {
    boolean found = lexer.kind() == TokenKind.OPERATOR && text().equals("*");
    if (found) {
      advance();
    }
    return found;
  }

  /** Goes behind the parenthesis that closes this one; where that begins. */
  int closing() throws NotCopied {
    int depth = 0;
    while (lexer.kind() != TokenKind.END) {
      if (lexer.kind() == TokenKind.LEFT_PARENTHESIS) {
        depth++;
      } else if (lexer.kind() == TokenKind.RIGHT_PARENTHESIS && --depth == 0) {
        int start = lexer.start();
        advance();
        return start;
      }
      advance();
    }
    throw unclear();
  }

  int start() {
    return lexer.start();
  }

  int end() {
    return lexer.end();
  }

  /** Where the token before this one ends. */
  int lastEnd() {
    return lastEnd;
  }

  private String text() {
    return new String(sql, offset + lexer.start(), lexer.end() - lexer.start(), encoding.charset());
  }

  NotCopied unclear() {
    return new NotCopied("the text of the COPY is not understood");
  }
}
