package io.penstock.sql.facts;

/**
 * A column of {@code JOIN … USING}.
 *
 * @param left the items on its left side
 * @param right the items on its right side
 * @param restricts see {@link Match#restricts()}
 */
public record MergedColumn(String name, Scope left, Scope right, Scope restricts) {}
