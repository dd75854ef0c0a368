package io.penstock.sql.scatter;

/**
 * A column as RowDescription tells it.
 *
 * @param oid of its type
 * @param typmod its type's modifier, -1 for none
 */
public record ColumnType(String name, int oid, int typmod) {
  private static final int FIRST_MADE = 16_384;

  /** Whether the type is none of PostgreSQL's own: it is another number on each server. */
  public static boolean isMade(int oid) {
    return Integer.compareUnsigned(oid, FIRST_MADE) >= 0;
  }
}
