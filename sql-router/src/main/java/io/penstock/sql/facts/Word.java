package io.penstock.sql.facts;

/**
 * A token of a statement that is not in the grammar.
 *
 * @param text of a name or keyword, folded as PostgreSQL does; empty for all else
 */
public record Word(Kind kind, String text) {
  /** What it is. */
  public enum Kind {
    /** A keyword, or a name without quotes. */
    PLAIN,
    QUOTED,
    DOT,
    COMMA,
    OPEN,
    CLOSE,
    /** Literals, operators and the like. */
    OTHER
  }

  /** Whether it is this keyword, which is given in lower case. */
  public boolean is(String keyword) {
    return kind == Kind.PLAIN && text.equals(keyword);
  }

  /** Whether it could be a name. */
  public boolean isName() {
    return kind == Kind.PLAIN || kind == Kind.QUOTED;
  }
}
