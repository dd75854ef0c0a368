package io.penstock.sql;

/** Finds where operators end. */
final class Operators {
  static final String CHARACTERS = "~!@#^&|`?+-*/%<>=";

  /** PostgreSQL refuses a longer operator. */
  private static final int LONGEST = 63;

  private static final boolean[] OPERATOR = new boolean[256];
  private static final boolean[] UNUSUAL = new boolean[256];

  static {
    CHARACTERS.chars().forEach(character -> OPERATOR[character] = true);
    "~!@#^&|`?%".chars().forEach(character -> UNUSUAL[character] = true);
  }

  private Operators() {}

  /**
   * The end of the operator that begins at {@code from}. An operator ends before a comment. One of
   * several characters does not end in + or -, unless it has a character that SQL's own operators
   * lack: so {@code 1=-1} has no operator {@code =-}. No more than LONGEST characters are looked
   * at; without a bound, {@code =++++…} would take quadratic time.
   */
  static int end(byte[] sql, int from, int limit) {
    int bound = Math.min(limit, from + LONGEST + 1);
    int at = from;
    boolean unusual = false;
    while (at < bound
        && OPERATOR[sql[at] & 0xFF]
        && (at == from || Comments.markLength(sql, at, limit) == 0)) {
      unusual |= UNUSUAL[sql[at] & 0xFF];
      at++;
    }
    while (!unusual && at - from > 1 && (sql[at - 1] == '+' || sql[at - 1] == '-')) {
      at--;
    }
    return at;
  }
}
