package io.penstock.sql.facts;

import org.jspecify.annotations.Nullable;

/**
 * A type that a value is cast to. Its input function, or that of the domain's check, runs.
 *
 * @param schema as written, null if it is not; {@code pg_catalog} for types SQL itself names
 * @param name as PostgreSQL's catalog has it: {@code int4} for {@code integer}
 * @param array whether it is an array of the type
 */
public record TypeUse(@Nullable String schema, String name, boolean array) {}
