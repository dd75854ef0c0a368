package io.penstock.sql.grammar;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Gives tokens another kind where what follows decides what they are, so that one token of
 * lookahead is enough nearly everywhere: {@code NOT} before {@code IN} and its like, {@code NULLS}
 * before {@code FIRST}, {@code WITH} before {@code TIME}, and the parenthesis around a query.
 * PostgreSQL's parser does the first three; for the fourth its grammar needs no help.
 */
final class TokenPairs implements PostgresParserConstants {
  private static final PostgresToken[] NONE = {};

  private TokenPairs() {}

  static void mark(List<PostgresToken> list) throws ParseException {
    PostgresToken[] tokens = list.toArray(NONE);
    int[] partners = partners(tokens);
    for (int at = tokens.length - 2; at >= 0; at--) {
      PostgresToken token = tokens[at];
      int next = tokens[at + 1].kind;
      switch (token.kind) {
        case NOT -> {
          if (next == BETWEEN || next == IN || next == LIKE || next == ILIKE || next == SIMILAR) {
            token.kind = NOT_BEFORE_TEST;
          }
        }
        case NULLS -> {
          if (next == FIRST || next == LAST) {
            token.kind = NULLS_BEFORE_ORDER;
          }
        }
        case WITH -> {
          if (next == TIME || next == ORDINALITY) {
            token.kind = WITH_BEFORE_WORD;
          }
        }
        case LPAREN -> parenthesis(tokens, partners, at);
        default -> {}
      }
    }
  }

  private static void parenthesis(PostgresToken[] tokens, int[] partners, int at) {
    PostgresToken token = tokens[at];
    int close = partners[at];
    token.beforeString = tokens[close + 1].kind == TEXT_LITERAL;
    boolean query =
        switch (tokens[at + 1].kind) {
          case SELECT, WITH, WITH_BEFORE_WORD, TABLE -> true;
          case VALUES -> tokens[at + 2].kind == LPAREN || tokens[at + 2].kind == QUERY_LPAREN;
          case QUERY_LPAREN -> continuesQuery(tokens[partners[at + 1] + 1].kind);
          default -> false;
        };
    if (query) {
      token.kind = QUERY_LPAREN;
    }
  }

  /** Whether a query that closed its parenthesis goes on, or the parenthesis around it closes. */
  private static boolean continuesQuery(int kind) {
    return switch (kind) {
      case RPAREN, UNION, INTERSECT, EXCEPT, ORDER, LIMIT, OFFSET, FETCH, FOR -> true;
      default -> false;
    };
  }

  /** For each parenthesis that opens, where it closes. */
  private static int[] partners(PostgresToken[] tokens) throws ParseException {
    int[] partners = new int[tokens.length];
    Deque<Integer> open = new ArrayDeque<>();
    for (int at = 0; at < tokens.length; at++) {
      if (tokens[at].kind == LPAREN) {
        open.push(at);
      } else if (tokens[at].kind == RPAREN) {
        if (open.isEmpty()) {
          throw new ParseException("it has a parenthesis that nothing opens");
        }
        partners[open.pop()] = at;
      }
    }
    if (!open.isEmpty()) {
      throw new ParseException("it has a parenthesis that nothing closes");
    }
    return partners;
  }
}
