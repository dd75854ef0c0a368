package io.penstock.sql;

/** What a token of SQL text is. */
public enum TokenKind {
  /**
   * A keyword or an unquoted identifier: {@link Lexer#keyword()} tells whether it is a known one.
   */
  WORD,
  /** {@code "…"}. */
  QUOTED_IDENTIFIER,
  /** {@code U&"…"}; a {@code UESCAPE} clause, if any, follows as its own tokens. */
  UNICODE_IDENTIFIER,
  /** {@code 42}, {@code 4.2e1}, {@code .5}, {@code 0x2A}, {@code 4_200}; never with a sign. */
  NUMBER,
  /** {@code '…'}, read by standard_conforming_strings, with its continuations on further lines. */
  STRING,
  /** {@code E'…'}. */
  ESCAPE_STRING,
  /** {@code U&'…'}. */
  UNICODE_STRING,
  /** {@code N'…'}. */
  NATIONAL_STRING,
  /** {@code B'…'} or {@code X'…'}. */
  BIT_STRING,
  /** {@code $tag$…$tag$}. */
  DOLLAR_STRING,
  /** {@code $1}. */
  PARAMETER,
  /** One or more operator characters, by PostgreSQL's rules for where an operator ends. */
  OPERATOR,
  /** {@code (}. */
  LEFT_PARENTHESIS,
  /** {@code )}. */
  RIGHT_PARENTHESIS,
  /** {@code [}. */
  LEFT_BRACKET,
  /** {@code ]}. */
  RIGHT_BRACKET,
  /** {@code ,}. */
  COMMA,
  /** {@code ;}. */
  SEMICOLON,
  /** {@code .}. */
  DOT,
  /** {@code ..}. */
  DOT_DOT,
  /** {@code :}. */
  COLON,
  /** {@code ::}. */
  TYPECAST,
  /** {@code :=}. */
  ASSIGN,
  /** A comment; only from a lexer that reports them. */
  COMMENT,
  /** One byte that begins nothing in SQL. */
  OTHER,
  /** The end of the text. */
  END
}
