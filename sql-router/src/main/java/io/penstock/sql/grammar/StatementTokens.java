package io.penstock.sql.grammar;

import io.penstock.sql.ClientEncoding;
import io.penstock.sql.Lexer;
import io.penstock.sql.Names;
import io.penstock.sql.TokenKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one statement, cut by PostgreSQL's rules, as the generated parser wants them. Like
 * PostgreSQL's own parser it tells apart by the next word what one token cannot: see {@link
 * TokenPairs}.
 */
final class StatementTokens implements TokenManager, PostgresParserConstants {
  private final List<PostgresToken> tokens = new ArrayList<>();
  private final byte[] sql;
  private final int offset;
  private final ClientEncoding encoding;
  private int next;

  /**
   * Cuts the text.
   *
   * @throws ParseException if it has more than {@code most} tokens, or one that is not understood
   */
  StatementTokens(
      byte[] sql, int offset, int length, ClientEncoding encoding, boolean conforming, int most)
      throws ParseException {
    this.sql = sql;
    this.offset = offset;
    this.encoding = encoding;
    Lexer lexer = new Lexer();
    lexer.reset(sql, offset, length, encoding, conforming);
    lexer.next();
    while (lexer.kind() != TokenKind.END) {
      if (tokens.size() == most) {
        throw new ParseException("it has more than " + most + " words and marks");
      }
      tokens.add(token(lexer));
    }
    tokens.add(new PostgresToken(EOF, "", 0, lexer.end(), lexer.end()));
    TokenPairs.mark(tokens);
  }

  @Override
  public Token getNextToken() {
    Token token = tokens.get(Math.min(next, tokens.size() - 1));
    next++;
    return token;
  }

  /** The current token; the lexer is then at the next one. */
  private PostgresToken token(Lexer lexer) throws ParseException {
    int start = lexer.start();
    int end = lexer.end();
    TokenKind kind = lexer.kind();
    lexer.next();
    return switch (kind) {
      case WORD -> {
        String name = name(Names.folded(text(start, end)));
        Words.Word word = Words.of(name);
        yield new PostgresToken(word.kind(), name, word.names(), start, end);
      }
      case QUOTED_IDENTIFIER -> quoted(name(Names.unquoted(text(start, end))), start, end);
      case UNICODE_IDENTIFIER -> {
        String name = text(start + 2, end);
        char escape = escape(lexer);
        yield quoted(name(Names.unquoted(UnicodeEscapes.decode(name, escape))), start, end);
      }
      case UNICODE_STRING -> {
        escape(lexer);
        yield mark(TEXT_LITERAL, start, end);
      }
      case STRING, ESCAPE_STRING, NATIONAL_STRING, DOLLAR_STRING -> mark(TEXT_LITERAL, start, end);
      case NUMBER -> mark(NUMBER_LITERAL, start, end);
      case BIT_STRING -> mark(BIT_LITERAL, start, end);
      case PARAMETER -> mark(PARAMETER_NUMBER, start, end);
      case OPERATOR -> mark(operator(text(start, end)), start, end);
      case LEFT_PARENTHESIS -> mark(LPAREN, start, end);
      case RIGHT_PARENTHESIS -> mark(RPAREN, start, end);
      case LEFT_BRACKET -> mark(LBRACKET, start, end);
      case RIGHT_BRACKET -> mark(RBRACKET, start, end);
      case COMMA -> mark(COMMA, start, end);
      case SEMICOLON -> mark(SEMICOLON, start, end);
      case DOT -> mark(DOT, start, end);
      case COLON -> mark(COLON, start, end);
      case TYPECAST -> mark(TYPECAST, start, end);
      case ASSIGN -> mark(ASSIGN, start, end);
      case COMMENT, DOT_DOT, OTHER, END ->
          throw new ParseException("it has a character that begins nothing");
    };
  }

  /** Takes {@code UESCAPE 'c'}, if it is there, and tells c; without it a backslash. */
  private char escape(Lexer lexer) throws ParseException {
    boolean given =
        lexer.kind() == TokenKind.WORD
            && text(lexer.start(), lexer.end()).equalsIgnoreCase("uescape");
    if (!given) {
      return '\\';
    }
    lexer.next();
    String character = text(lexer.start(), lexer.end());
    if (lexer.kind() != TokenKind.STRING || character.length() != 3) {
      throw new ParseException("it has a UESCAPE without its character");
    }
    lexer.next();
    return character.charAt(1);
  }

  private static String name(@Nullable String name) throws ParseException {
    if (name == null || name.isEmpty()) {
      throw new ParseException("it has a name that cannot be read");
    }
    return name;
  }

  private static PostgresToken quoted(String name, int start, int end) {
    return new PostgresToken(IDENTIFIER, name, PostgresToken.ANY_NAME, start, end);
  }

  private PostgresToken mark(int kind, int start, int end) {
    return new PostgresToken(kind, text(start, end), 0, start, end);
  }

  private String text(int start, int end) {
    return new String(sql, offset + start, end - start, encoding.charset());
  }

  private static int operator(String operator) {
    return switch (operator) {
      case "+" -> PLUS;
      case "-" -> MINUS;
      case "*" -> STAR;
      case "/" -> SLASH;
      case "%" -> PERCENT_REMAINDER;
      case "^" -> CARET;
      case "<" -> LT;
      case ">" -> GT;
      case "=" -> EQ;
      case "<=" -> LE;
      case ">=" -> GE;
      case "<>", "!=" -> NE;
      case "=>" -> NAMED_ARGUMENT_ASSIGNMENT;
      default -> OPERATION;
    };
  }
}
