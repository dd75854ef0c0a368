package io.penstock.proxy.console;

import org.jspecify.annotations.Nullable;

/**
 * A shard of a database.
 *
 * @param dbname what it is called on its servers
 * @param primary the node that takes its writes; null while none is known
 * @param connections how many backends of it there are
 */
public record ShardView(
    String database,
    String shard,
    String algorithm,
    int weight,
    String dbname,
    @Nullable String primary,
    int nodes,
    int connections) {}
