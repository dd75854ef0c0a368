package io.penstock.sql.catalog;

/**
 * A type, as it is loaded.
 *
 * @param oid the bits of its OID
 */
public record TypeRow(int oid, String schema, String name) {}
