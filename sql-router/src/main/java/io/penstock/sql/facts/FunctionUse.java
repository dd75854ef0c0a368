package io.penstock.sql.facts;

import org.jspecify.annotations.Nullable;

/**
 * A call of a function, an aggregate, a window function, a sampling method, or, since PostgreSQL
 * writes them alike, a cast written as a call.
 *
 * @param schema as written, null if it is not
 * @param arguments how many arguments are written; 0 for {@code *}
 * @param variadic whether the last one is marked VARIADIC
 * @param star whether it is called with {@code *}
 */
public record FunctionUse(
    @Nullable String schema, String name, int arguments, boolean variadic, boolean star) {}
