package io.penstock.sql.facts;

import org.jspecify.annotations.Nullable;

/**
 * An operator that PostgreSQL has not by itself, by its spelling, or one with a schema other than
 * pg_catalog.
 *
 * @param schema as written, null if it is not
 */
public record OperatorUse(@Nullable String schema, String name) {}
