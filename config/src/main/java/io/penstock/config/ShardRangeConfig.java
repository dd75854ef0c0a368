package io.penstock.config;

import org.jspecify.annotations.Nullable;

/** A range of key values. */
public record ShardRangeConfig(
    @Doc("The lowest value; absent: there is none.") @Nullable String from,
    @Doc("The value above the highest, itself not in the range; absent: there is none.")
        @Nullable String to) {}
