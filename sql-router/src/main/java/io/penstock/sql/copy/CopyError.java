package io.penstock.sql.copy;

import org.jspecify.annotations.Nullable;

/**
 * Data of a COPY that PostgreSQL would not take, or that has no place. Carries no stack trace: it
 * is an answer, not a failure.
 */
public final class CopyError extends Exception {
  /** {@code bad_copy_file_format}. */
  public static final String BAD_FORMAT = "22P04";

  private static final long serialVersionUID = 1;

  private final String sqlState;
  private final @Nullable String hint;
  private final String where;

  /**
   * An error.
   *
   * @param line of the data, counted as PostgreSQL does
   * @param column that it is about; null if it is about none
   */
  public CopyError(
      String sqlState, String sentence, @Nullable String hint, long line, @Nullable String column) {
    super(sentence, null, false, false);
    this.sqlState = sqlState;
    this.hint = hint;
    this.where = ", line " + line + (column == null ? "" : ", column " + column);
  }

  static CopyError format(String sentence, long line) {
    return new CopyError(BAD_FORMAT, sentence, null, line, null);
  }

  public String sqlState() {
    return sqlState;
  }

  /** PostgreSQL's own words where it has any. */
  public String sentence() {
    return String.valueOf(getMessage());
  }

  public @Nullable String hint() {
    return hint;
  }

  /** Where it is, as PostgreSQL's context tells it. */
  public String where(String table) {
    return "COPY " + table + where;
  }
}
