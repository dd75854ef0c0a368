package io.penstock.pool.node;

import io.penstock.config.HealthConfig;
import io.penstock.config.PatroniConfig;
import io.penstock.config.RoutingConfig;
import org.jspecify.annotations.Nullable;

/**
 * How the nodes of one database are watched.
 *
 * @param database as clients name it
 * @param patroni null when none is asked
 * @param loops how many event loops choose nodes
 */
public record MonitorSettings(
    String database,
    HealthConfig health,
    RoutingConfig routing,
    @Nullable PatroniConfig patroni,
    int loops) {}
