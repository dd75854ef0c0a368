package io.penstock.sql.grammar;

import io.penstock.sql.ClientEncoding;
import org.apache.calcite.sql.SqlNode;

/** PostgreSQL's grammar. Safe on any thread. */
public final class Grammar {
  /** The longest text that is parsed, in bytes. */
  public static final int LONGEST = 1 << 18;

  /** The most words and marks that are parsed. */
  public static final int MOST_TOKENS = 1 << 16;

  private Grammar() {}

  /**
   * The tree of one statement: a query, INSERT, UPDATE, DELETE, MERGE, or EXPLAIN of one.
   *
   * @param standardConformingStrings the session's standard_conforming_strings
   * @throws NotUnderstood if it is another statement, no statement, too long or nested too deeply
   */
  public static SqlNode parse(
      byte[] sql,
      int offset,
      int length,
      ClientEncoding encoding,
      boolean standardConformingStrings)
      throws NotUnderstood {
    if (length > LONGEST) {
      throw new NotUnderstood("it has " + length + " bytes, and more than " + LONGEST);
    }
    try {
      TokenManager tokens =
          new StatementTokens(
              sql, offset, length, encoding, standardConformingStrings, MOST_TOKENS);
      return new PostgresParser(tokens).parseSqlStmtEof();
    } catch (NotUnderstood e) {
      throw e;
    } catch (Exception e) {
      throw new NotUnderstood(reason(e));
    }
  }

  /** JavaCC's own messages quote the statement, and ours do not. */
  private static String reason(Exception failure) {
    String message = failure.getMessage();
    if (failure instanceof ParseException && message != null && message.startsWith("it ")) {
      return message;
    }
    return "it is not in the grammar";
  }

  /** A text that has no tree. */
  public static final class NotUnderstood extends Exception {
    private static final long serialVersionUID = 1L;

    /** The reason never has text of the statement. */
    public NotUnderstood(String reason) {
      super(reason, null, false, false);
    }
  }
}
