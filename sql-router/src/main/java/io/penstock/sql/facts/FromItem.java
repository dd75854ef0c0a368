package io.penstock.sql.facts;

import org.jspecify.annotations.Nullable;

/**
 * An item of FROM, or the target of a change.
 *
 * @param name what the block calls it; null if it has no name, or none that is told here
 * @param table its number among {@link StatementFacts#tables()}; -1 for a sub-query, a CTE, a
 *     function or a join with an alias
 * @param inner whether no outer join can add a row of nulls for it
 * @param plain whether its columns have the table's names, and can be named with the item's name
 */
public record FromItem(@Nullable String name, int table, boolean inner, boolean plain) {
  FromItem hidden() {
    return new FromItem(name, table, inner, false);
  }
}
