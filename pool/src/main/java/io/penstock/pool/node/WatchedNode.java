package io.penstock.pool.node;

import io.penstock.config.NodeRole;
import org.jspecify.annotations.Nullable;

/**
 * One node of a database.
 *
 * @param configured its role in the configuration
 * @param weight its share of the reads among replicas; 0 takes none
 * @param zone where it stands; null when that is not said
 * @param address {@code host:port}, as the configuration names it
 * @param control how to ask it; null when the proxy has no credentials for that
 */
public record WatchedNode(
    String name,
    NodeRole configured,
    int weight,
    @Nullable String zone,
    String address,
    @Nullable ControlTarget control) {}
