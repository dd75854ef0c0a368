package io.penstock.proxy.console;

import org.jspecify.annotations.Nullable;

/**
 * What a proxy makes of the move of a database's keys.
 *
 * @param version of the record that it goes by; 0 when there is none
 * @param moved up to where keys have moved, in words
 * @param held up to where keys are held; null when none are
 * @param behind how many sessions run what was sent before that record was known
 * @param placement how its file spreads the rows
 * @param obstacle why it serves no key; null when it does
 */
public record MoveView(
    long version,
    String moved,
    @Nullable String held,
    int behind,
    String placement,
    @Nullable String obstacle) {}
