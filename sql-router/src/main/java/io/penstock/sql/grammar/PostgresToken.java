package io.penstock.sql.grammar;

/** A token with what the grammar asks about words and parentheses. */
final class PostgresToken extends Token {
  private static final long serialVersionUID = 1L;

  /** Can name a column or a table. */
  static final int COLUMN = 1;

  /** Can name a function or a type. */
  static final int FUNCTION = 2;

  /** Can be a label after AS, or a name after a dot. */
  static final int LABEL = 4;

  /** Can be a label without AS. */
  static final int BARE_LABEL = 8;

  /** What an identifier can be, which is everything. */
  static final int ANY_NAME = COLUMN | FUNCTION | LABEL | BARE_LABEL;

  /** The sum of what it can be as a name; 0 for what is no word. */
  final int names;

  /** Of a parenthesis that opens: whether a string stands after the one that closes it. */
  boolean beforeString;

  PostgresToken(int kind, String image, int names, int start, int end) {
    super(kind, image);
    this.names = names;
    beginLine = 1;
    beginColumn = start + 1;
    endLine = 1;
    endColumn = end;
  }
}
