package io.penstock.sql.scatter;

/**
 * A column as RowDescription tells it.
 *
 * @param oid of its type
 * @param typmod its type's modifier, -1 for none
 */
public record ColumnType(String name, int oid, int typmod) {}
