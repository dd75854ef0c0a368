package io.penstock.sql.scatter;

/**
 * How rows are ordered by one column.
 *
 * @param bytewise of text: its collation is C or POSIX, so that its bytes compare; false where that
 *     is not certain
 */
public record SortKey(boolean descending, boolean nullsFirst, boolean bytewise) {}
