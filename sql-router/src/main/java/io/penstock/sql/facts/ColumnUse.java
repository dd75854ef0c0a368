package io.penstock.sql.facts;

import org.jspecify.annotations.Nullable;

/**
 * A column as written.
 *
 * @param qualifier the table's alias or name before the dot, null if there is none
 */
public record ColumnUse(@Nullable String qualifier, String name) {}
