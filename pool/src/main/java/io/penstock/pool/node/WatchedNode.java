package io.penstock.pool.node;

import io.penstock.config.NodeRole;
import org.jspecify.annotations.Nullable;

/**
 * One node of a database.
 *
 * @param configured its role in the configuration
 * @param control how to ask it; null when the proxy has no credentials for that
 */
public record WatchedNode(String name, NodeRole configured, @Nullable ControlTarget control) {}
