package io.penstock.sql.catalog;

/**
 * An operator that is not PostgreSQL's own, as it is loaded.
 *
 * @param function the bits of the OID of the function behind it
 */
public record OperatorRow(String schema, String name, int function) {}
